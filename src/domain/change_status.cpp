// SPDX-License-Identifier: Apache-2.0
#include "domain/change_status.hpp"

#include "domain/next_event.hpp"
#include "domain/order_times.hpp"

namespace domain {

namespace {

/// Whether the order's last change is this very command: a device that did not hear the answer asks again.
bool is_repeat(Order const& order, ChangeStatus const& command)
{
    auto const& history = order.status_history;
    if (order.status != command.to || history.size() < 2 || history.back().by != command.actor) return false;
    if (command.from) return history[history.size() - 2].status == *command.from;
    return command.if_version && *command.if_version + 1 == order.version;
}

std::optional<Refusal> refusal(Order const& order, ChangeStatus const& command)
{
    if (command.if_version && *command.if_version != order.version) return Refusal::order_changed;
    if (command.from && *command.from != order.status) return Refusal::order_moved;
    if (!can_move(order.status, command.to, move_context(order, command.by_channel))) return Refusal::no_such_arrow;
    return std::nullopt;
}

/// A cancellation never stands without a reason, whoever forgot to ask for it.
std::optional<Reason> reason_of(ChangeStatus& command)
{
    if (command.to == OrderStatus::cancelled && !command.reason) return Reason{"rejected_other", std::nullopt};
    return std::move(command.reason);
}

void set_times(Order& order, BusinessSettings const& settings, ChangeStatus const& command, base::Instant now)
{
    order.accept_from.reset();
    order.accept_by.reset();
    if (command.preparation_time_minutes) {
        order.preparation_time_minutes = command.preparation_time_minutes;
        promise_times(order, settings, now, *command.preparation_time_minutes);
    }
    if (command.estimated_ready_time) promise_ready_at(order, settings, *command.estimated_ready_time);
}

Order moved(Order order, BusinessSettings const& settings, ChangeStatus command, base::Instant now)
{
    set_times(order, settings, command, now);
    auto reason = reason_of(command);
    order.status = command.to;
    order.version += 1;
    order.updated_at = now;
    if (command.business_notes) order.business_notes = std::move(command.business_notes);
    order.status_history.push_back({command.to, now, std::move(command.actor), std::move(reason)});
    return order;
}

Refused not_moved(Refusal why, Order const& order, bool by_channel)
{
    auto result = refused(why);
    if (why == Refusal::no_such_arrow)
        result.allowed_next = allowed_next(order.status, move_context(order, by_channel));
    return result;
}

}

Decision decide(State const& state, ChangeStatus command, base::Instant now)
{
    auto const& order = *state.order;
    if (is_repeat(order, command)) return {Settled{Settled::How::repeated}};
    if (auto const why = refusal(order, command)) return {not_moved(*why, order, command.by_channel)};

    now = to_stored_precision(now);
    auto const event_id = command.event_id;
    bool const cancels = command.to == OrderStatus::cancelled;
    auto after = moved(order, state.business->settings, std::move(command), now);
    auto text = order_moved_text(*state.business, after);
    auto const type = cancels ? EventType::order_cancelled : EventType::order_status_changed;
    return {.outcome =
                next_event(state.log, {event_id, type, Priority::normal, std::move(text), std::move(after)}, now),
            .clock = OrderClock{state.reminded, std::nullopt}};
}

}
