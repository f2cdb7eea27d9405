// SPDX-License-Identifier: Apache-2.0
#include "domain/place_order.hpp"

#include "domain/acceptance.hpp"
#include "domain/next_event.hpp"
#include "domain/order_times.hpp"

#include <algorithm>

namespace domain {

namespace {

/// In words, and when to try again if every reason says until when it holds.
Refused not_accepting(std::vector<IntakeReason> reasons, base::Instant now)
{
    auto result = refused(Refusal::not_accepting);
    auto& failure = result.failure;
    std::optional<base::Instant> again = now;
    for (auto const& reason : reasons) {
        failure.detail.append(failure.fields.empty() ? ": " : ", ").append(reason.code);
        auto until =
            reason.until ? "until " + base::format_instant(*reason.until) : std::string("until it opens again");
        failure.fields.push_back({"", reason.code, std::move(until)});
        again = again && reason.until ? std::optional(std::max(*again, *reason.until)) : std::nullopt;
    }
    if (again) failure.retry_after = std::chrono::ceil<std::chrono::seconds>(*again - now);
    result.reasons = std::move(reasons);
    return result;
}

std::optional<Refused> intake_refusal(Business const& business, TimeZone const& zone, base::Instant now)
{
    if (business.status == BusinessStatus::pending) return refused(Refusal::business_not_approved);
    if (business.status == BusinessStatus::suspended) return refused(Refusal::business_suspended);
    auto reasons = reasons_not_accepting(business, zone, now);
    if (!reasons.empty()) return not_accepting(std::move(reasons), now);
    return std::nullopt;
}

/// Whether it was placed before; nothing: it is new.
std::optional<Decision> earlier(State const& state, base::Bytes32 const& fingerprint)
{
    if (auto const& known = state.of_key) {
        if (!known->is_same(fingerprint)) return Decision{refused(Refusal::key_reused)};
        return Decision{Settled{Settled::How::replayed, known->id}};
    }
    if (auto const& known = state.of_external_id) {
        if (!known->is_same(fingerprint)) return Decision{refused(Refusal::external_id_taken)};
        return Decision{Settled{Settled::How::existing, known->id}};
    }
    return std::nullopt;
}

void start_lifecycle(Order& order, BusinessSettings const& settings, Actor actor)
{
    auto const now = order.created_at;
    order.status_history.push_back({OrderStatus::pending, now, std::move(actor), std::nullopt});
    if (settings.auto_accept) {
        order.status = OrderStatus::confirmed;
        order.status_history.push_back({OrderStatus::confirmed, now, {"server", std::nullopt}, std::nullopt});
    } else {
        order.accept_from = accept_start(order.content, settings, now);
        order.accept_by = *order.accept_from + std::chrono::seconds(settings.accept_within_s);
    }
}

Order new_order(Business const& business, std::uint64_t number, PlaceOrder command, base::Instant now)
{
    Order order;
    order.id = command.id;
    order.business_id = business.id;
    order.number = number;
    order.order_number = format_order_number(business.settings.order_prefix, number);
    order.currency = business.currency;
    order.content = std::move(command.content);
    if (auto& requested = order.content.requested_delivery_time) *requested = to_stored_precision(*requested);
    order.created_at = order.updated_at = now;
    promise_times(order, business.settings, now,
                  business.settings.default_preparation_minutes + extra_preparation(business, now).count());
    start_lifecycle(order, business.settings, std::move(command.actor));
    return order;
}

}

Decision decide(State const& state, PlaceOrder command, base::Instant now)
{
    if (auto known = earlier(state, command.fingerprint)) return std::move(*known);
    auto const& business = *state.business;
    if (auto why = intake_refusal(business, *state.zone, now)) return {std::move(*why)};

    now = to_stored_precision(now);
    auto const event_id = command.event_id;
    auto const number = state.log.last_number + 1;
    auto order = new_order(business, number, std::move(command), now);
    OrderClock const clock{0, next_due(order, business.settings, 0, {})};
    auto text = order_created_text(business, order);
    auto event = next_event(
        state.log, {event_id, EventType::order_created, Priority::high, std::move(text), std::move(order)}, now);
    event.last_number = number;
    return {.outcome = std::move(event), .clock = clock};
}

}
