// SPDX-License-Identifier: Apache-2.0
#include "forms/opening_hours.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace forms {

namespace {

using domain::OpeningPeriod;

void write_periods(json::Writer& writer, std::vector<OpeningPeriod> const& periods)
{
    writer.begin_array();
    for (auto const& period : periods) {
        writer.begin_object().member("from", format_time_of_day(period.from));
        writer.member("to", format_time_of_day(period.to)).end_object();
    }
    writer.end_array();
}

std::vector<OpeningPeriod> read_periods(json::StoredReader& reader, std::string_view name)
{
    std::vector<OpeningPeriod> periods;
    reader.array(name, [&](json::StoredReader& period) {
        auto const from = period.parsed("from", parse_time_of_day);
        periods.push_back({from, period.parsed("to", parse_time_of_day)});
    });
    return periods;
}

/// Digits only, of exactly that many characters.
std::optional<unsigned> digits(std::string_view text, std::size_t size)
{
    if (text.size() != size) return std::nullopt;
    return base::parse_number<unsigned>(text);
}

}

std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text)
{
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    auto const hours = digits(text.substr(0, 2), 2);
    auto const minutes = digits(text.substr(3), 2);
    if (!hours || !minutes || *minutes > 59 || *hours > 24 || (*hours == 24 && *minutes > 0)) return std::nullopt;
    return std::chrono::minutes(*hours * 60 + *minutes);
}

std::string format_time_of_day(std::chrono::minutes time)
{
    return fmt::format("{:02}:{:02}", time.count() / 60, time.count() % 60);
}

std::optional<std::chrono::year_month_day> parse_date(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    auto const year = digits(text.substr(0, 4), 4);
    auto const month = digits(text.substr(5, 2), 2);
    auto const day = digits(text.substr(8), 2);
    if (!year || !month || !day || *year < 1970) return std::nullopt;
    std::chrono::year_month_day const date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                                           std::chrono::day(*day)};
    return date.ok() ? std::optional(date) : std::nullopt;
}

std::string format_date(std::chrono::year_month_day date)
{
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

void write_opening_hours(json::Writer& writer, domain::OpeningHours const& hours)
{
    writer.begin_object();
    for (std::size_t day = 0; day < weekdays.size(); ++day) {
        if (!hours.week[day].empty()) write_periods(writer.key(weekdays[day]), hours.week[day]);
    }
    if (!hours.exceptions.empty()) {
        writer.key("exceptions").begin_array();
        for (auto const& exception : hours.exceptions) {
            writer.begin_object().member("date", format_date(exception.date)).key("periods");
            write_periods(writer, exception.periods);
            writer.end_object();
        }
        writer.end_array();
    }
    writer.end_object();
}

domain::OpeningHours read_opening_hours(json::StoredReader& reader)
{
    domain::OpeningHours hours;
    for (std::size_t day = 0; day < weekdays.size(); ++day) hours.week[day] = read_periods(reader, weekdays[day]);
    reader.array("exceptions", [&](json::StoredReader& exception) {
        auto const date = exception.parsed("date", parse_date);
        hours.exceptions.push_back({date, read_periods(exception, "periods")});
    });
    return hours;
}

}
