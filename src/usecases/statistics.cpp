// SPDX-License-Identifier: Apache-2.0
#include "usecases/statistics.hpp"

#include "domain/failures.hpp"

namespace usecases {

namespace {

using std::chrono::days;
using std::chrono::local_days;

local_days date_of(domain::TimeZone const& zone, base::Instant instant)
{
    return std::chrono::floor<days>(zone.to_local(instant));
}

base::Instant to_instant(domain::TimeZone const& zone, ReportEdge const& edge)
{
    if (auto const* date = std::get_if<local_days>(&edge)) return zone.to_instant(*date);
    return std::get<base::Instant>(edge);
}

}

Statistics::Statistics(ports::Reports& reports, ports::BusinessStore& businesses, ports::TimeZones const& time_zones,
                       Access& access, ports::Clock const& clock)
    : reports_(reports), businesses_(businesses), time_zones_(time_zones), access_(access), clock_(clock)
{
}

base::Task<base::Result<Statistics::Found>> Statistics::find(domain::Principal const& caller,
                                                             domain::BusinessId business,
                                                             std::optional<ReportEdge> from,
                                                             std::optional<ReportEdge> to)
{
    auto const allowed = co_await access_.require(caller, business, domain::Action::read_statistics);
    if (!allowed) co_return std::unexpected(allowed.error());
    auto const known = co_await businesses_.find(business);
    if (!known) co_return std::unexpected(known.error());
    auto const query = resolve(*known, from, to);
    if (!query) co_return std::unexpected(query.error());

    auto report = co_await reports_.statistics(*query);
    if (!report) co_return std::unexpected(report.error());
    auto const age = std::chrono::floor<std::chrono::seconds>(clock_.now() - (*report)->as_of);
    co_return Found{*query, std::move(*report), std::max(age, std::chrono::seconds(0))};
}

base::Result<ports::StatisticsQuery> Statistics::resolve(domain::Business const& business,
                                                         std::optional<ReportEdge> from,
                                                         std::optional<ReportEdge> to) const
{
    auto const& zone = time_zones_.find(business.timezone);
    auto const tomorrow = date_of(zone, clock_.now()) + days(1);
    auto const end = to_instant(zone, to.value_or(tomorrow));
    auto const last_day = date_of(zone, end - std::chrono::microseconds(1));
    auto const begin = to_instant(zone, from.value_or(last_day + days(1) - usual));

    if (begin >= end) return std::unexpected(domain::query_invalid("to", "must be later than from."));
    // Days are counted in the business's zone, where one may have 25 hours.
    if (last_day - date_of(zone, begin) >= longest)
        return std::unexpected(domain::query_invalid("to", "must be at most 366 days later than from."));
    return ports::StatisticsQuery{business.id, begin, end, business.currency, business.timezone, &zone};
}

}
