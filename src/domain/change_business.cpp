// SPDX-License-Identifier: Apache-2.0
#include "domain/change_business.hpp"

#include "domain/next_event.hpp"
#include "domain/order_times.hpp"

namespace domain {

namespace {

void merge_address(BusinessAddress& address, AddressPatch& patch)
{
    merge(address.country, patch.country);
    merge(address.city, patch.city);
    merge(address.district, patch.district);
    merge(address.neighbourhood, patch.neighbourhood);
    merge(address.street, patch.street);
    merge(address.building_number, patch.building_number);
    merge(address.zip_code, patch.zip_code);
    merge(address.latitude, patch.latitude);
    merge(address.longitude, patch.longitude);
}

void merge_settings(BusinessSettings& settings, SettingsPatch& patch)
{
    merge(settings.order_prefix, patch.order_prefix);
    merge(settings.accept_within_s, patch.accept_within_s);
    merge(settings.remind_after_s, patch.remind_after_s);
    merge(settings.escalate_after_s, patch.escalate_after_s);
    merge(settings.auto_accept, patch.auto_accept);
    merge(settings.default_preparation_minutes, patch.default_preparation_minutes);
    merge(settings.delivery_extra_minutes, patch.delivery_extra_minutes);
    merge(settings.opening_hours, patch.opening_hours);
    merge(settings.alert_sound, patch.alert_sound);
}

Business merged(Business business, BusinessPatch patch)
{
    merge(business.name, patch.name);
    merge(business.type, patch.type);
    merge(business.phone, patch.phone);
    merge(business.email, patch.email);
    merge(business.website, patch.website);
    merge_address(business.address, patch.address);
    merge(business.currency, patch.currency);
    merge(business.timezone, patch.timezone);
    merge(business.locale, patch.locale);
    merge_settings(business.settings, patch.settings);
    if (patch.intake_open && *patch.intake_open) business.intake.paused_until.reset();
    merge(business.intake.open, patch.intake_open);
    merge(business.intake.paused_until, patch.pause_until);
    merge(business.intake.busy, patch.busy);
    merge(business.status, patch.status);
    return business;
}

Event updated(Business const& before, Business after, LogState const& log, EventId event_id, base::Instant now)
{
    now = to_stored_precision(now);
    after.version += 1;
    after.updated_at = now;
    auto text = business_updated_text(before, after);
    return next_event(log, {event_id, EventType::business_updated, Priority::normal, std::move(text), std::move(after)},
                      now);
}

}

Decision decide(State const& state, ChangeBusiness command, base::Instant now)
{
    auto const& business = *state.business;
    if (command.if_version && *command.if_version != business.version) {
        auto result = refused(Refusal::business_changed);
        result.failure.detail = "the business is at version " + std::to_string(business.version);
        return {std::move(result)};
    }
    auto after = merged(business, std::move(command.patch));
    if (after == business) return {Settled{Settled::How::unchanged}};

    auto const& zone = state.named_zone != nullptr ? *state.named_zone : *state.zone;
    after = announced_at(std::move(after), zone, now);
    auto const next = next_intake_change(after, zone, now);
    bool const suspends = after.status != business.status && after.status == BusinessStatus::suspended;
    return {.outcome = updated(business, std::move(after), state.log, command.event_id, now),
            .intake_due = next,
            .ends_access = suspends};
}

Decision decide(State const& state, AnnounceIntake command, base::Instant now)
{
    auto const& business = *state.business;
    auto after = announced_at(business, *state.zone, now);
    auto const next = next_intake_change(after, *state.zone, now);
    if (after == business) return {.outcome = Settled{Settled::How::unchanged}, .intake_due = next};
    return {.outcome = updated(business, std::move(after), state.log, command.event_id, now), .intake_due = next};
}

}
