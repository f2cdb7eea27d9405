// SPDX-License-Identifier: Apache-2.0
#include "domain/decision.hpp"
#include "domain/event_text.hpp"
#include "domain/order_times.hpp"

namespace domain {

namespace {

/// A value stays where the patch says nothing; a patched member may also be cleared.
template <typename T>
void merge(T& value, std::optional<T>& patch)
{
    if (patch) value = std::move(*patch);
}

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
    return {.seq = log.head + 1,
            .id = event_id,
            .type = EventType::business_updated,
            .priority = Priority::normal,
            .occurred_at = now,
            .title = std::move(text.title),
            .message = std::move(text.message),
            .subject = std::move(after),
            .last_number = log.last_number};
}

}

base::Result<std::optional<Event>> decide(Business const& business, TimeZone const& zone, LogState const& log,
                                          ChangeBusiness command, base::Instant now)
{
    if (command.if_version && *command.if_version != business.version) {
        return base::failure(base::FailureKind::stale, "stale_version",
                             "the business is at version " + std::to_string(business.version));
    }
    auto const after = merged(business, std::move(command.patch));
    if (after == business) return std::nullopt;
    return updated(business, announced_at(after, zone, now), log, command.event_id, now);
}

std::optional<Event> decide(Business const& business, TimeZone const& zone, LogState const& log,
                            AnnounceIntake const& command, base::Instant now)
{
    auto after = announced_at(business, zone, now);
    if (after == business) return std::nullopt;
    return updated(business, std::move(after), log, command.event_id, now);
}

}
