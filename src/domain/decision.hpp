// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"
#include "domain/business.hpp"
#include "domain/event.hpp"
#include "domain/order.hpp"
#include "domain/time_zone.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What a decision is made from, and what it comes to. domain/command.hpp has the commands and `decide`.
namespace domain {

/// What a decision needs to know of the business's log besides the business itself.
struct LogState {
    std::uint64_t head = 0;         ///< seq of the newest event, 0 when there is none.
    std::uint64_t last_number = 0;  ///< The highest order number given.
};

/// An order that was placed before under a key that the command brings. All zeros as the fingerprint: what was
/// posted then is not known any more (its customer was erased), and is taken to be the same.
struct KnownOrder {
    OrderId id;
    base::Bytes32 fingerprint;

    bool is_same(base::Bytes32 const& posted) const { return fingerprint == posted || fingerprint == base::Bytes32{}; }
};

/// Where the acceptance clock of an order stands.
struct OrderClock {
    std::int64_t reminded = 0;            ///< The last reminder that was sent; 0: none.
    std::optional<base::Instant> due_at;  ///< When it has something to do; nothing: never again.

    bool operator==(OrderClock const&) const = default;
};

/// What holds at the moment that the command is decided in: that of the head which the append is conditional on.
/// Which members a command needs is domain::concern_of's to say. Views, good until the decision is made.
struct State {
    Business const* business = nullptr;  ///< Null: there is none, or not any more.
    TimeZone const* zone = &utc();       ///< The business's own.
    TimeZone const* named_zone = nullptr;  ///< The one that the command names.
    LogState log = {};
    Order const* order = nullptr;  ///< Null: the business has no such order.
    std::int64_t reminded = 0;     ///< Of that order's clock.
    std::optional<KnownOrder> of_key = {}, of_external_id = {};
    bool has_open_orders = false;
};

/// Why nothing is appended although nothing is wrong.
struct Settled {
    enum class How : std::uint8_t {
        replayed,   ///< The same Idempotency-Key placed `order` before: answered as it was then.
        existing,   ///< The same (channel, external_id) placed `order` before: answered as it is now.
        repeated,   ///< The same actor did exactly this last.
        unchanged,  ///< What is asked for holds already.
        not_due,    ///< A clock has nothing to do yet, or any more.
    };
    How how = How::unchanged;
    std::optional<OrderId> order = {};  ///< Of replayed and existing.
};

enum class Refusal : std::uint8_t {
    business_not_found,
    order_not_found,
    business_not_approved,
    business_suspended,
    not_accepting,       ///< With `reasons`.
    key_reused,          ///< The Idempotency-Key was used for another order.
    external_id_taken,   ///< The channel has another order with this external_id.
    business_changed,    ///< `if_version` does not hold for the business.
    order_changed,       ///< `If-Match` does not hold: with the order as it is.
    order_moved,         ///< `from` does not hold: with the order as it is.
    no_such_arrow,       ///< With the order as it is, and `allowed_next`.
    preparation_over,    ///< A preparation time for an order that is ready or beyond: with the order as it is.
    has_open_orders,     ///< Of a business that is to be removed.
    order_too_large,     ///< The store's: its text would be longer than the store takes.
    order_unreadable,    ///< The store's: what is stored of the order cannot be read.
};

struct Refused {
    Refusal why;
    base::Failure failure;  ///< In words.
    std::vector<OrderStatus> allowed_next = {};
    std::vector<IntakeReason> reasons = {};
};

/// The one place where refusals get their code and their words.
Refused refused(Refusal why);
Refused order_too_large(std::size_t limit);

/// What a decision comes to, and what changes beside the log with it.
struct Decision {
    std::variant<Event, Settled, Refused> outcome;
    std::optional<OrderClock> clock = {};  ///< Of the order, from now on; nothing: as it was.
    /// When the intake changes next by the time alone, from now on; outer nothing: as it was.
    std::optional<std::optional<base::Instant>> intake_due = {};
    bool ends_access = false;  ///< Everybody at the business is revoked.

    Event const* event() const { return std::get_if<Event>(&outcome); }
};

}
