// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"
#include "domain/business.hpp"
#include "domain/event.hpp"
#include "domain/ids.hpp"
#include "domain/lifecycle.hpp"
#include "domain/principal.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// What a store holds, record by record, as it is carried to another store, of whatever kind.
///
/// Left out: sessions with their refresh tokens, tickets, links in mails (people sign in again), and businesses that
/// were deleted with what was theirs. A log's epoch is left out too: whoever takes the records in gives it a new one.
namespace domain {

struct ArchivedUser {
    UserId id;
    std::string email;
    std::string password_hash;
    std::optional<std::string> phone, owner_name;
    bool is_admin = false;
    base::Instant created_at;
    std::optional<base::Instant> email_verified_at;
};

struct ArchivedBusiness {
    Business business;
    std::uint64_t oldest = 1;  ///< Where its log starts.
    std::uint64_t read_version = 0, read_up_to = 0, marked_above = 0;
};

struct ArchivedMembership {
    UserId user;
    BusinessId business;
    Role role = Role::staff;
    base::Instant joined_at;
};

struct ArchivedApiKey {
    ApiKeyId id;
    BusinessId business;
    std::string name;
    Scopes scopes;
    base::Bytes32 hash{};
    base::Instant created_at;
    std::optional<base::Instant> last_used_at;
};

/// An event of a log; below the log's `oldest` one that an order still needs.
struct ArchivedEvent {
    BusinessId business;
    std::uint64_t seq = 0;
    EventType type = EventType::order_created;
    base::Instant occurred_at;
    std::uint64_t last_number = 0;
    std::optional<OrderId> order;
    std::optional<EventId> id;
    std::optional<std::string>
        text;  ///< As it was sent (forms::encode_event); nothing: trimmed, only its place is kept.
};

struct ArchivedOrder {
    OrderId id;
    BusinessId business;
    std::uint64_t created_seq = 0, latest_seq = 0;  ///< Its first event, and the one that holds it as it is.
    base::Instant created_at;
    OrderStatus status = OrderStatus::pending;
    std::uint32_t version = 1;
    std::string posted_by;
    std::optional<base::Bytes16> idempotency, external;  ///< Digests of the keys that name it.
    base::Bytes32 fingerprint{};
    std::optional<base::Instant> first_seen_at;
    std::optional<std::string> first_seen_by, first_seen_device;
    std::optional<base::Instant> due_at;
    std::int64_t reminded = 0;
    std::optional<base::Instant> anonymised_at;
};

struct ArchivedMark {
    BusinessId business;
    std::uint64_t seq = 0;
    bool is_deleted = false;
};

/// In an archive they stand in this order; events in the order of their commits.
using ArchiveRecord = std::variant<ArchivedUser, ArchivedBusiness, ArchivedMembership, ArchivedApiKey, ArchivedEvent,
                                   ArchivedOrder, ArchivedMark>;

/// "user", "business", …
std::string_view kind_of(ArchiveRecord const& record);

using ArchiveCounts = std::map<std::string, std::uint64_t, std::less<>>;

}
