// SPDX-License-Identifier: Apache-2.0
#include "domain/decision.hpp"
#include "domain/event_text.hpp"
#include "domain/order_times.hpp"

#include <algorithm>

namespace domain {

namespace {

using base::FailureKind;

std::unexpected<base::Failure> not_accepting(std::vector<IntakeReason> const& reasons, base::Instant now)
{
    base::Failure failure{FailureKind::conflict, "not_accepting", "the business takes no orders now"};
    std::optional<base::Instant> again = now;
    for (auto const& reason : reasons) {
        failure.detail.append(failure.fields.empty() ? ": " : ", ").append(reason.code);
        auto until =
            reason.until ? "until " + base::format_instant(*reason.until) : std::string("until it opens again");
        failure.fields.push_back({"", reason.code, std::move(until)});
        again = again && reason.until ? std::optional(std::max(*again, *reason.until)) : std::nullopt;
    }
    if (again) failure.retry_after = std::chrono::ceil<std::chrono::seconds>(*again - now);
    return std::unexpected(std::move(failure));
}

base::Result<void> check_intake(Business const& business, TimeZone const& zone, base::Instant now)
{
    if (business.status == BusinessStatus::pending) {
        return base::failure(FailureKind::forbidden, "business_not_approved", "the business is not approved yet");
    }
    if (business.status == BusinessStatus::suspended) {
        return base::failure(FailureKind::forbidden, "business_suspended", "the business is suspended");
    }
    auto const reasons = reasons_not_accepting(business, zone, now);
    if (!reasons.empty()) return not_accepting(reasons, now);
    return {};
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

base::Result<Event> decide(Business const& business, TimeZone const& zone, LogState const& log, PlaceOrder command,
                           base::Instant now)
{
    if (auto const open = check_intake(business, zone, now); !open) return std::unexpected(open.error());

    now = to_stored_precision(now);
    auto const event_id = command.event_id;
    auto order = new_order(business, log.last_number + 1, std::move(command), now);
    auto text = order_created_text(business, order);
    return Event{.seq = log.head + 1,
                 .id = event_id,
                 .type = EventType::order_created,
                 .priority = Priority::high,
                 .occurred_at = now,
                 .title = std::move(text.title),
                 .message = std::move(text.message),
                 .subject = std::move(order),
                 .last_number = log.last_number + 1};
}

}
