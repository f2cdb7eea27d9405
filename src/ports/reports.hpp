// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/statistics.hpp"

#include <memory>
#include <string>

namespace ports {

/// The orders of a business created in [from, to), counted with its zone and currency.
struct StatisticsQuery {
    domain::BusinessId business;
    base::Instant from, to;
    domain::Currency currency;
    std::string timezone;
    domain::TimeZone const* zone = nullptr;  ///< Of `timezone`; outlives the report.
};

struct Report {
    base::Instant as_of;  ///< Everything committed before is in it, later changes perhaps.
    domain::Statistics statistics;
};

/// Reads that may take seconds: they run on threads of their own, so that no core and no write waits for them.
/// Calls may come from any core at once; the caller resumes on its own core. Unknown businesses: `not_found`.
/// `unavailable` `busy` when too many wait.
class Reports {
public:
    virtual ~Reports() = default;

    virtual base::Task<base::Result<std::shared_ptr<Report const>>> statistics(StatisticsQuery query) = 0;
};

}
