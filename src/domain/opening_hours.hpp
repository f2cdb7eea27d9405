// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "domain/time_zone.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <vector>

namespace domain {

/// From one minute of the day to another, on the clocks of the business. A `to` that is not after `from` is the next
/// day's: 18:00 to 02:00.
struct OpeningPeriod {
    std::chrono::minutes from{0};  ///< 0 … 1439
    std::chrono::minutes to{0};    ///< 1 … 1440

    bool operator==(OpeningPeriod const&) const = default;
};

/// One date that is not like its weekday; without periods the business is closed.
struct OpeningException {
    std::chrono::year_month_day date;
    std::vector<OpeningPeriod> periods;

    bool operator==(OpeningException const&) const = default;
};

/// When a business takes orders. A period belongs to the day on which it begins.
struct OpeningHours {
    std::array<std::vector<OpeningPeriod>, 7> week;  ///< Monday first.
    std::vector<OpeningException> exceptions;

    bool operator==(OpeningHours const&) const = default;
};

bool is_open_at(OpeningHours const& hours, TimeZone const& zone, base::Instant now);

/// When `is_open_at` changes next after `now`; nothing when it does not within the year.
std::optional<base::Instant> next_change(OpeningHours const& hours, TimeZone const& zone, base::Instant now);

}
