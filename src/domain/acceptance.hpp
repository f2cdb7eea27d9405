// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/decision.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

/// The acceptance clock of a pending order: it reminds, escalates, and at `accept_by` cancels what nobody accepted.
///
/// Reminder 1 (high) is due at accept_from + remind_after_s, reminders 2 … 16 (urgent) at accept_from +
/// escalate_after_s and every 30 s after it. Each is sent once; of those that were missed only the newest is.
namespace domain {

constexpr std::int64_t last_reminder = 16;
constexpr std::chrono::seconds escalation_rhythm{30};

/// When the clock has something to do next; nothing for an order without a clock. `reminded` is the last reminder
/// that was sent (0: none). `no_cancel_before` puts the cancellation off.
std::optional<base::Instant> next_due(Order const& order, BusinessSettings const& settings, std::int64_t reminded,
                                      base::Instant no_cancel_before);

/// Lets the clock of an order do what is due.
struct FireClock {
    EventId event_id;
    OrderId order_id;
    base::Instant no_cancel_before;  ///< After the server was away people get time to accept first.
};

/// `order.cancelled` with `not_accepted_in_time`, else the newest `order.reminder` that is due and above
/// State::reminded, else settled as not_due. Always says where the clock stands then.
Decision decide(State const& state, FireClock command, base::Instant now);

}
