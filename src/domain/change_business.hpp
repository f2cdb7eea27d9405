// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/decision.hpp"
#include "domain/patch.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace domain {

struct AddressPatch {
    Patched<std::string> country, city, district, neighbourhood, street, building_number, zip_code;
    Patched<Coordinate> latitude, longitude;
};

struct SettingsPatch {
    std::optional<std::string> order_prefix;
    std::optional<std::int64_t> accept_within_s, remind_after_s, escalate_after_s;
    std::optional<bool> auto_accept;
    std::optional<std::int64_t> default_preparation_minutes, delivery_extra_minutes;
    Patched<OpeningHours> opening_hours;
    std::optional<std::string> alert_sound;
};

/// New values for a business; absent members stay.
struct BusinessPatch {
    std::optional<std::string> name;
    std::optional<BusinessType> type;
    Patched<std::string> phone, email, website;
    AddressPatch address;
    std::optional<Currency> currency;
    std::optional<std::string> timezone, locale;
    SettingsPatch settings;
    std::optional<bool> intake_open;  ///< True also ends a pause.
    Patched<base::Instant> pause_until;
    Patched<Busy> busy;
    std::optional<BusinessStatus> status;  ///< An admin's alone.
};

struct ChangeBusiness {
    EventId event_id;
    BusinessId business_id;
    BusinessPatch patch;
    std::optional<std::uint32_t> if_version;
};

/// `business.updated`; settled when the patch changes nothing; business_changed when `if_version` does not hold.
/// Suspending ends everybody's access.
Decision decide(State const& state, ChangeBusiness command, base::Instant now);

/// The intake has changed, or may have, by the time alone.
struct AnnounceIntake {
    EventId event_id;
    BusinessId business_id;
};

/// `business.updated`; settled when the last event says what holds.
Decision decide(State const& state, AnnounceIntake command, base::Instant now);

}
