// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/opening_hours.hpp"
#include "json/stored_reader.hpp"
#include "json/writer.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

/// `{"monday":[{"from":"09:00","to":"22:00"}],…,"exceptions":[{"date":"2026-12-25","periods":[]}]}`; a day without
/// periods is left out.
namespace forms {

inline constexpr std::array<std::string_view, 7> weekdays{"monday", "tuesday",  "wednesday", "thursday",
                                                          "friday", "saturday", "sunday"};

void write_opening_hours(json::Writer& writer, domain::OpeningHours const& hours);
domain::OpeningHours read_opening_hours(json::StoredReader& reader);

/// "09:30", and "24:00" for the end of the day.
std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text);
std::string format_time_of_day(std::chrono::minutes time);

/// "2026-12-25", a day that there is.
std::optional<std::chrono::year_month_day> parse_date(std::string_view text);
std::string format_date(std::chrono::year_month_day date);

}
