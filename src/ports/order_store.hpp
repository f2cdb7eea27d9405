// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/decision.hpp"
#include "domain/edit_order.hpp"
#include "domain/ids.hpp"
#include "domain/order.hpp"
#include "ports/event_log.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ports {

/// An order as it is stored: `text` is its one JSON form (forms::append_order).
struct StoredOrder {
    domain::OrderId id;
    domain::BusinessId business;
    domain::OrderStatus status = domain::OrderStatus::pending;
    std::uint32_t version = 1;
    std::string text;
};

struct Placed {
    enum class Outcome {
        created,   ///< Stored now.
        replayed,  ///< The same Idempotency-Key placed it before; `order` is as it was answered then.
        existing,  ///< The same (channel, external_id) placed it before; `order` is as it is now.
    };
    Outcome outcome = Outcome::created;
    StoredOrder order;
};

struct StatusChanged {
    enum class Outcome { changed, repeated, stale_version, moved, no_such_arrow };
    Outcome outcome = Outcome::changed;
    StoredOrder order;                              ///< As it is now, whatever the outcome.
    std::vector<domain::OrderStatus> allowed_next;  ///< For no_such_arrow.
};

struct OrderEdited {
    enum class Outcome { changed, unchanged, stale_version, preparation_over };
    Outcome outcome = Outcome::changed;
    StoredOrder order;  ///< As it is now, whatever the outcome.
};

/// Who first said that a device showed the order to somebody.
struct Seen {
    base::Instant at;
    domain::Actor by;

    bool operator==(Seen const&) const = default;
};

/// Which orders of a business; newest first.
struct OrderQuery {
    domain::BusinessId business;
    std::vector<domain::OrderStatus> statuses = {};  ///< Empty: all.
    std::optional<base::Instant> from = {}, to = {};  ///< created_at in [from, to).
    std::optional<std::string> text = {};            ///< In order number, customer name or phone; any case.
    std::optional<std::string> posted_by = {};       ///< Only orders posted by this credential.
    std::optional<std::string> cursor = {};  ///< `next` of the page before, else malformed `cursor_unreadable`.
    std::size_t limit = 20;
};

struct OrderPage {
    std::vector<StoredOrder> orders;  ///< May be fewer than `limit`, even none, while `next` is set.
    std::optional<std::string> next;  ///< Nothing: this was the last page.
};

/// The open orders of a business and a log position that is not newer than they are.
struct Snapshot {
    LogPosition position;
    std::vector<StoredOrder> orders;  ///< Oldest first.
    std::optional<std::string> next;
};

/// Keeps orders and their log. Calls may come from any core at once; the caller resumes on its own core.
///
/// Every write is linearizable per business: the decision (domain::decide) runs on the very state that the write
/// is conditional on. Answers come after the commit is durable (SQLite FULL; MongoDB w:majority, j:true).
/// A refusal is answered only from committed state. `unavailable` says nothing about whether it took effect
/// (code `outcome_unknown` when that is so); a retry with the same ids or key is safe.
/// Contract: tests/conformance/order_store_suite.cpp.
class OrderStore {
public:
    virtual ~OrderStore() = default;

    /// Stores the order with the business's next number, its `order.created` event and its idempotency record,
    /// or nothing. Checks in this order: key of the same credential and business (other fingerprint: invalid
    /// `idempotency_key_reused`), (channel, external_id) (other fingerprint: conflict `external_id_taken`),
    /// then domain::decide. Over 64 KiB of text: invalid `order_too_large`.
    virtual base::Task<base::Result<Placed>> place(domain::PlaceOrder command) = 0;

    /// Decides on the order as it is and appends the event, or refuses. Unknown order: `not_found`.
    virtual base::Task<base::Result<StatusChanged>> change_status(domain::ChangeStatus command) = 0;

    /// Decides on the order as it is and appends `order.updated`, or refuses. Unknown order: `not_found`.
    virtual base::Task<base::Result<OrderEdited>> edit(domain::EditOrder command) = 0;

    /// Notes that `by` showed the order; of several the first one stays: true for that one, false for the others.
    /// No event, no version. Unknown order: `not_found`.
    virtual base::Task<base::Result<bool>> mark_seen(domain::OrderId id, domain::Actor by) = 0;

    /// The order, the credential that posted it, and when it was first seen.
    struct Found {
        StoredOrder order;
        std::string posted_by;
        std::optional<Seen> seen = {};
    };
    virtual base::Task<base::Result<Found>> find(domain::OrderId id) = 0;

    virtual base::Task<base::Result<OrderPage>> list(OrderQuery query) = 0;

    /// At most `limit` open orders after `cursor` (the `next` of the page before). With `posted_by` only those of this
    /// credential: then perhaps fewer, even none, while `next` is set.
    virtual base::Task<base::Result<Snapshot>> open_orders(domain::BusinessId business, std::size_t limit,
                                                           std::optional<std::string> cursor,
                                                           std::optional<std::string> posted_by = {}) = 0;
};

}
