// SPDX-License-Identifier: Apache-2.0
#include "domain/opening_hours.hpp"

#include <algorithm>

namespace domain {

namespace {

using std::chrono::days;
using std::chrono::local_days;

/// How far ahead a change is looked for: a year, with every day an exception.
constexpr days horizon{370};

struct Span {
    base::Instant begin, end;
};

std::vector<OpeningPeriod> const& periods_of(OpeningHours const& hours, local_days date)
{
    std::chrono::year_month_day const day(date);
    auto const exception = std::ranges::find(hours.exceptions, day, &OpeningException::date);
    if (exception != hours.exceptions.end()) return exception->periods;
    return hours.week.at(std::chrono::weekday(date).iso_encoding() - 1);
}

/// The spans of time that begin on that date. An hour that the clocks leave out makes a span shorter or empty.
void append_spans(std::vector<Span>& spans, OpeningHours const& hours, TimeZone const& zone, local_days date)
{
    for (auto const& period : periods_of(hours, date)) {
        auto const last_day = period.to > period.from ? date : date + days(1);
        Span const span{zone.to_instant(date + period.from), zone.to_instant(last_day + period.to)};
        if (span.begin < span.end) spans.push_back(span);
    }
}

local_days date_at(TimeZone const& zone, base::Instant now) { return std::chrono::floor<days>(zone.to_local(now)); }

bool holds(std::vector<Span> const& spans, base::Instant now)
{
    return std::ranges::any_of(spans, [now](auto const& span) { return span.begin <= now && now < span.end; });
}

}

bool is_open_at(OpeningHours const& hours, TimeZone const& zone, base::Instant now)
{
    auto const today = date_at(zone, now);
    std::vector<Span> spans;
    append_spans(spans, hours, zone, today - days(1));
    append_spans(spans, hours, zone, today);
    return holds(spans, now);
}

std::optional<base::Instant> next_change(OpeningHours const& hours, TimeZone const& zone, base::Instant now)
{
    bool const was_open = is_open_at(hours, zone, now);
    auto const today = date_at(zone, now);
    auto candidate = now;  // While open: how far the spans that touch each other reach.
    for (auto date = today - days(1); date <= today + horizon; date += days(1)) {
        std::vector<Span> spans;
        append_spans(spans, hours, zone, date);
        if (was_open) append_spans(spans, hours, zone, date + days(1));
        std::ranges::sort(spans, {}, &Span::begin);
        for (auto const& span : spans) {
            if (!was_open && span.begin > now) return span.begin;
            if (was_open && span.begin <= candidate) candidate = std::max(candidate, span.end);
        }
        // What begins later than the day after cannot touch it.
        if (was_open && date > date_at(zone, candidate)) return candidate;
    }
    return std::nullopt;
}

}
