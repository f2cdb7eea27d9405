// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/database.hpp"
#include "adapters/sqlite/engine/due_orders.hpp"
#include "adapters/sqlite/engine/key_index.hpp"
#include "adapters/sqlite/engine/open_orders.hpp"
#include "domain/business.hpp"
#include "domain/decision.hpp"
#include "domain/event.hpp"
#include "forms/event.hpp"
#include "ports/store_feed.hpp"
#include "ports/time_zones.hpp"

#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

namespace adapters::sqlite {

/// The writer's memory of one business and its log, as of the last write of the open transaction.
struct Ledger {
    std::int64_t number = 0;  ///< businesses.number
    domain::Business business;
    domain::LogState log;
    std::uint64_t oldest = 1;
    domain::TimeZone const* zone = &domain::utc();  ///< The business's.
    ports::ReadMarks marks = {};
};

/// What the writer knows without asking the file: heads, numbers, keys. One transaction at a time; what a
/// transaction that fails had changed is forgotten. The writer's thread only (but for `open_orders`, `due_orders`).
class Ledgers {
public:
    Ledgers(Database& database, OpenOrders& open_orders, DueOrders& due_orders, ports::TimeZones const& time_zones)
        : database_(database), open_orders_(open_orders), due_orders_(due_orders), time_zones_(time_zones)
    {
    }

    /// Reads keys and open orders from the file, at start.
    void load();

    /// Null: no such business.
    Ledger* find(domain::BusinessId id);
    Ledger* find_by_number(std::int64_t number);

    /// The business was deleted in this transaction.
    void forget(domain::BusinessId id)
    {
        ++changes_;
        ledgers_.erase(id);
    }

    bool has_open_orders(Ledger const& ledger) const;

    domain::TimeZone const& zone(std::string_view name) const { return time_zones_.find(name); }

    /// Appends `event`, whose seq is the head + 1, and moves the head. `channel` is the key that posted the order that
    /// the event is about.
    struct Appended {
        std::int64_t position = 0;  ///< events.position
        ports::LogEntry entry;
    };
    Appended append(Ledger& ledger, domain::Event const& event, forms::EncodedEvent encoded,
                    std::optional<domain::ApiKeyId> channel);

    /// Told to the listener after the commit.
    void revoke(ports::Revocation revocation) { revoked_.push_back(revocation); }

    std::optional<domain::OrderId> order_of(OnceKey const& key) const { return keys_.find(key); }
    void remember(OnceKey const& key, domain::OrderId order);
    void forget_when_committed(OnceKey const& key) { forgotten_.push_back(key); }
    void set_oldest(Ledger& ledger, std::uint64_t oldest);

    /// Stored, and told to the listener after the commit.
    void set_marks(Ledger& ledger, ports::ReadMarks marks);
    void opened(std::int64_t business, OpenOrder order);
    void closed_when_committed(std::int64_t business, std::uint64_t created_seq)
    {
        closed_.emplace_back(business, created_seq);
    }

    /// orders.due_at was `before` and is `after`.
    struct Rescheduled {
        domain::OrderId order;
        std::optional<base::Instant> before, after;
        base::Instant started = {};  ///< As DueOrders::reschedule.
    };
    void reschedule_when_committed(Rescheduled order) { rescheduled_.push_back(order); }

    /// A place within the transaction to go back to.
    struct Mark {
        std::size_t changes, committed, remembered, opened, closed, forgotten, revoked, rescheduled, marked;
    };
    Mark mark() const;
    void roll_back_to(Mark const& mark);

    /// The transaction is durable: makes its changes final and returns what to tell, in order.
    struct News {
        std::vector<ports::CommitListener::Committed> events;
        std::vector<ports::Revocation> revocations;
        std::vector<ports::MarkListener::Marked> marks;
    };
    News commit();
    void roll_back() { roll_back_to({}); }

private:
    Database& database_;
    OpenOrders& open_orders_;
    DueOrders& due_orders_;
    ports::TimeZones const& time_zones_;
    std::unordered_map<domain::BusinessId, std::unique_ptr<Ledger>> ledgers_;
    KeyIndex keys_;

    std::size_t changes_ = 0;  ///< To ledgers, in this transaction.
    std::vector<ports::CommitListener::Committed> committed_;
    std::vector<OnceKey> remembered_;
    std::vector<OnceKey> forgotten_;
    std::vector<std::pair<std::int64_t, OpenOrder>> opened_;
    std::vector<std::pair<std::int64_t, std::uint64_t>> closed_;
    std::vector<ports::Revocation> revoked_;
    std::vector<Rescheduled> rescheduled_;
    std::vector<ports::MarkListener::Marked> marked_;
};

}
