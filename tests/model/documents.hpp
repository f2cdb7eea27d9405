// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"
#include "domain/command.hpp"
#include "domain/marks.hpp"
#include "domain/principal.hpp"
#include "model/collection.hpp"
#include "ports/stored_order.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

/// What the model store keeps, and under which unique indexes.
namespace model {

/// An entry of a business's log with everything that follows from it. Its insert is the commit.
struct EventDocument {
    domain::BusinessId business;
    domain::Event event;
    std::shared_ptr<std::string const> text;  ///< ports::LogEntry::text
    std::string order_text;                   ///< Of its order, in the one JSON form.
    std::string posted_by;                    ///< The credential that posted the order that it is about.
    std::string once, external;               ///< Keys under which it happens once; empty: none.
    base::Bytes32 fingerprint{};              ///< Of what was posted, of an order's first event.
    std::optional<domain::OrderClock> clock;
    std::optional<std::optional<base::Instant>> intake_due;
    bool ends_access = false;

    enum Index : std::size_t { by_id, by_seq, by_version, by_once, by_external, by_order };
    std::array<std::string, 6> keys() const;

    static std::string id_key(domain::EventId id);
    static std::string seq_key(domain::BusinessId business, std::uint64_t seq);
    static std::string once_key(domain::BusinessId business, std::string_view once);
    static std::string external_key(domain::BusinessId business, std::string_view external);
    /// Of the event that made this version of the order, whichever business's it is.
    static std::string order_key(domain::OrderId order, std::uint32_t version);
};

/// The latest state of an order.
struct OrderDocument {
    domain::BusinessId business;
    domain::Order order;
    std::string text;
    std::uint64_t as_of = 0;  ///< seq of the event that left it so.
    std::uint64_t created_seq = 0;
    std::string posted_by;
    std::string external;
    base::Bytes32 fingerprint{};
    domain::OrderClock clock;

    enum Index : std::size_t { by_id, by_created, by_external };
    std::array<std::string, 3> keys() const;

    static std::string id_key(domain::OrderId id);
    static std::string created_key(domain::BusinessId business, std::uint64_t seq);
    static std::string external_key(domain::BusinessId business, std::string_view external);

    domain::KnownOrder known() const { return {order.id, fingerprint}; }
    ports::StoredOrder stored() const { return {order.id, business, order.status, order.version, text}; }
};

struct BusinessDocument {
    domain::Business business;
    std::uint64_t as_of = 0;  ///< seq of the event that left `business` so; 0: as it was created.
    std::optional<base::Instant> intake_due;
    bool is_removed = false;
    std::string epoch;
    std::uint64_t oldest = 1;         ///< Of the log.
    std::uint64_t projected_seq = 0;  ///< Up to here the log's orders and the business stand in their documents.

    std::array<std::string, 1> keys() const { return {id_key(business.id)}; }
    static std::string id_key(domain::BusinessId id);
};

struct MarksDocument {
    domain::BusinessId business;
    domain::Marks marks;
    std::uint64_t revision = 0;  ///< +1 with each replacement.

    std::array<std::string, 1> keys() const { return {BusinessDocument::id_key(business)}; }
};

struct SightingDocument {
    domain::OrderId order;
    base::Uuid note;  ///< Whose insert it was.
    ports::Seen seen;

    std::array<std::string, 1> keys() const { return {OrderDocument::id_key(order)}; }
};

struct MembershipDocument {
    domain::UserId user;
    domain::BusinessId business;
    domain::Role role = domain::Role::owner;

    std::array<std::string, 1> keys() const { return {key(user, business)}; }
    static std::string key(domain::UserId user, domain::BusinessId business);
};

struct ProbeDocument {
    base::Uuid id;

    std::array<std::string, 1> keys() const;
};

/// The end of a range that holds `key` alone.
std::string just_after(std::string key);

struct Database {
    Server server;
    Collection<EventDocument> events{server};
    Collection<OrderDocument> orders{server};
    Collection<BusinessDocument> businesses{server};
    Collection<MarksDocument> marks{server};
    Collection<SightingDocument> sightings{server};
    Collection<MembershipDocument> memberships{server};
    Collection<ProbeDocument> probes{server};
};

}
