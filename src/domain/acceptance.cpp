// SPDX-License-Identifier: Apache-2.0
#include "domain/acceptance.hpp"

#include "domain/change_status.hpp"
#include "domain/next_event.hpp"

#include <algorithm>
#include <tuple>

namespace domain {

namespace {

using std::chrono::seconds;

struct Clock {
    base::Instant start;
    base::Instant end;
    seconds remind_after, escalate_after;

    base::Instant time_of(std::int64_t n) const
    {
        if (n <= 1) return start + remind_after;
        return start + escalate_after + (n - 2) * escalation_rhythm;
    }

    /// The newest reminder whose time has come; 0 when none has.
    std::int64_t newest(base::Instant now) const
    {
        if (now < time_of(2)) return now < time_of(1) ? 0 : 1;
        return std::min<std::int64_t>(last_reminder, 2 + (now - time_of(2)) / escalation_rhythm);
    }

    /// The next one to come; settings may put the escalation before the reminder.
    std::optional<base::Instant> next_after(std::int64_t reminded) const
    {
        if (reminded >= last_reminder) return std::nullopt;
        if (reminded == 0) return std::min(time_of(1), time_of(2));
        return time_of(reminded + 1);
    }
};

/// An order that was stored before clocks were has no start.
std::optional<Clock> clock_of(Order const& order, BusinessSettings const& settings)
{
    if (order.status != OrderStatus::pending || !order.accept_by) return std::nullopt;
    auto const end = *order.accept_by;
    return Clock{order.accept_from.value_or(end - seconds(settings.accept_within_s)), end,
                 seconds(settings.remind_after_s), seconds(settings.escalate_after_s)};
}

Event reminder(Business const& business, LogState const& log, Order const& order, std::int64_t n, EventId id,
               base::Instant now)
{
    bool const is_escalated = n > 1;
    return next_event(log,
                      {id, EventType::order_reminder, is_escalated ? Priority::urgent : Priority::high,
                       order_reminder_text(business, order), Reminder{order.id, order.order_number, is_escalated, n}},
                      now);
}

Decision cancellation(State const& state, EventId id, base::Instant now)
{
    ChangeStatus command;
    command.event_id = id;
    command.order_id = state.order->id;
    command.to = OrderStatus::cancelled;
    command.from = OrderStatus::pending;
    command.reason = Reason{std::string(not_accepted_in_time), std::nullopt};
    command.actor = {"server", std::nullopt};
    return decide(state, std::move(command), now);
}

}

std::optional<base::Instant> next_due(Order const& order, BusinessSettings const& settings, std::int64_t reminded,
                                      base::Instant no_cancel_before)
{
    auto const clock = clock_of(order, settings);
    if (!clock) return std::nullopt;
    auto const cancels = std::max(clock->end, no_cancel_before);
    auto const reminds = clock->next_after(reminded);
    return reminds ? std::min(*reminds, cancels) : cancels;
}

Decision decide(State const& state, FireClock command, base::Instant now)
{
    auto const& [business, order, reminded] = std::tie(*state.business, *state.order, state.reminded);
    auto const clock = clock_of(order, business.settings);
    if (!clock) return {.outcome = Settled{Settled::How::not_due}, .clock = OrderClock{reminded, std::nullopt}};
    if (now >= std::max(clock->end, command.no_cancel_before)) return cancellation(state, command.event_id, now);

    auto const n = clock->newest(now);
    auto const next = [&](std::int64_t sent) {
        return OrderClock{sent, next_due(order, business.settings, sent, command.no_cancel_before)};
    };
    if (n <= reminded) return {.outcome = Settled{Settled::How::not_due}, .clock = next(reminded)};
    return {.outcome = reminder(business, state.log, order, n, command.event_id, now), .clock = next(n)};
}

}
