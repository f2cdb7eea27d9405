// SPDX-License-Identifier: Apache-2.0
#include "domain/edit_order.hpp"

#include "domain/next_event.hpp"
#include "domain/order_times.hpp"

#include <utility>

namespace domain {

namespace {

void merge_driver(std::optional<Driver>& driver, Patched<DriverPatch>& patch)
{
    if (!patch) return;
    if (!*patch) return driver.reset();
    auto merged = driver.value_or(Driver{});
    merge(merged.name, (*patch)->name);
    merge(merged.phone, (*patch)->phone);
    merge(merged.vehicle, (*patch)->vehicle);
    merge(merged.tracking_url, (*patch)->tracking_url);
    driver = merged == Driver{} ? std::nullopt : std::optional(std::move(merged));
}

/// The same preparation time again promises nothing new: a retry must not move the promise.
void set_preparation(Order& order, BusinessSettings const& settings, std::optional<std::int64_t> minutes,
                     base::Instant now)
{
    if (!minutes || order.preparation_time_minutes == minutes) return;
    order.preparation_time_minutes = minutes;
    promise_times(order, settings, now, *minutes);
}

std::vector<std::string> changed_fields(Order const& before, Order const& after)
{
    std::vector<std::string> fields;
    if (before.preparation_time_minutes != after.preparation_time_minutes)
        fields.emplace_back("preparation_time_minutes");
    if (before.business_notes != after.business_notes) fields.emplace_back("business_notes");
    if (before.content.payment != after.content.payment) fields.emplace_back("payment");
    if (before.driver != after.driver) fields.emplace_back("driver");
    return fields;
}

}

Event order_updated(Business const& business, LogState const& log, Order after, EventId event_id, Edit edit)
{
    auto const now = edit.at;
    after.version += 1;
    after.updated_at = now;
    auto& edits = after.edits;
    if (edits.size() >= kept_edits) edits.erase(edits.begin(), edits.end() - (kept_edits - 1));
    edits.push_back(std::move(edit));
    auto text = order_updated_text(business, after);
    return next_event(log, {event_id, EventType::order_updated, Priority::normal, std::move(text), std::move(after)},
                      now);
}

Decision decide(State const& state, EditOrder command, base::Instant now)
{
    auto const& order = *state.order;
    if (command.if_version && *command.if_version != order.version) return {refused(Refusal::order_changed)};

    now = to_stored_precision(now);
    auto after = order;
    set_preparation(after, state.business->settings, command.patch.preparation_time_minutes, now);
    merge(after.business_notes, command.patch.business_notes);
    if (command.patch.payment_status) after.content.payment.status = *command.patch.payment_status;
    merge_driver(after.driver, command.patch.driver);

    auto fields = changed_fields(order, after);
    if (fields.empty()) return {Settled{Settled::How::unchanged}};
    auto const is_prepared = order.status >= OrderStatus::ready;
    if (is_prepared && after.preparation_time_minutes != order.preparation_time_minutes)
        return {refused(Refusal::preparation_over)};

    return {order_updated(*state.business, state.log, std::move(after), command.event_id,
                          {now, std::move(command.actor), order.status, std::move(fields)})};
}

}
