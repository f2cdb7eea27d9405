// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/ids.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace ports {

/// The acceptance clocks of pending orders (domain/acceptance.hpp), found by when they are due. The journal sets them
/// (domain::FireClock). Threads and failures as OrderReader. Contract: tests/conformance/order_clocks_suite.cpp.
class OrderClocks {
public:
    virtual ~OrderClocks() = default;

    struct Due {
        std::vector<domain::OrderId> orders;  ///< Soonest first.
        std::optional<base::Instant> next;    ///< When the first order behind them is due.
    };
    /// At most `limit` orders whose clock has something to do at `now`.
    virtual base::Task<base::Result<Due>> due(base::Instant now, std::size_t limit) = 0;

    /// Forgets the clock of an order that cannot be read, until the store is opened again.
    virtual base::Task<base::Result<void>> let_go(domain::OrderId id) = 0;

    /// How the clocks of pending orders stand, for whoever watches. Cheap: asked with each look at the metrics.
    struct Overview {
        std::size_t pending = 0;                   ///< Clocks, those of scheduled orders included.
        std::vector<std::size_t> running_longer;   ///< One for each threshold asked for.
        std::optional<base::Instant> earliest;     ///< When the clock that runs longest began to, to the second.
    };
    virtual Overview overview(base::Instant now, std::vector<std::chrono::seconds> thresholds) const = 0;
};

}
