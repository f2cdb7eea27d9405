// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"
#include "ports/journal.hpp"
#include "telemetry/metrics.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace usecases {

/// What becomes of orders, as numbers. Any core.
class OrderMetrics {
public:
    explicit OrderMetrics(telemetry::Registry& registry);

    void placed(base::Result<ports::Decided> const& outcome);

    /// A device showed the order for the first time.
    void seen(domain::OrderId order, base::Instant now);

    void accepted(domain::OrderId order, base::Instant now);

private:
    telemetry::Counter& refused(std::string_view code);

    telemetry::Counter& created_;
    telemetry::Counter& replayed_;
    telemetry::Counter& existing_;
    std::vector<std::pair<std::string_view, telemetry::Counter*>> refused_;
    telemetry::Histogram& seen_;
    telemetry::Histogram& accepted_;
};

}
