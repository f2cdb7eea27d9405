// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.hpp"
#include "ports/reports.hpp"
#include "ports/time_zones.hpp"
#include "usecases/access.hpp"

#include <chrono>
#include <optional>
#include <variant>

namespace usecases {

/// An instant, or the beginning of a day in the business's time zone.
using ReportEdge = std::variant<base::Instant, std::chrono::local_days>;

/// Tells members what their business sold. Any core.
class Statistics {
public:
    static constexpr std::chrono::days usual{30};
    static constexpr std::chrono::days longest{366};

    Statistics(ports::Reports& reports, ports::BusinessStore& businesses, ports::TimeZones const& time_zones,
               Access& access, ports::Clock const& clock);

    struct Found {
        ports::StatisticsQuery query;  ///< As it was resolved.
        std::shared_ptr<ports::Report const> report;
        std::chrono::seconds age;
    };

    /// Orders created in [from, to). Without `to`: to the end of today; without `from`: the 30 days before.
    /// Malformed `query_invalid` when `to` is not behind `from` or more than 366 days are asked for.
    base::Task<base::Result<Found>> find(domain::Principal const& caller, domain::BusinessId business,
                                         std::optional<ReportEdge> from, std::optional<ReportEdge> to);

private:
    base::Result<ports::StatisticsQuery> resolve(domain::Business const& business, std::optional<ReportEdge> from,
                                                 std::optional<ReportEdge> to) const;

    ports::Reports& reports_;
    ports::BusinessStore& businesses_;
    ports::TimeZones const& time_zones_;
    Access& access_;
    ports::Clock const& clock_;
};

}
