// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/acceptance.hpp"
#include "domain/ids.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace ports {

/// What became of one clock.
enum class Fired : std::uint8_t {
    nothing,     ///< Accepted or cancelled meanwhile, or not due any more.
    reminded,    ///< `order.reminder`, high.
    escalated,   ///< `order.reminder`, urgent.
    cancelled,   ///< `order.cancelled`.
    unreadable,  ///< The stored order cannot be read; its clock is let go.
};

/// The acceptance clocks of pending orders, found by when they are due. Threads and failures as OrderStore.
/// Contract: tests/conformance/acceptance_suite.cpp.
class AcceptanceStore {
public:
    virtual ~AcceptanceStore() = default;

    struct Due {
        std::vector<domain::OrderId> orders;  ///< Soonest first.
        std::optional<base::Instant> next;    ///< When the first order behind them is due.
    };
    /// At most `limit` orders whose clock has something to do at `now`.
    virtual base::Task<base::Result<Due>> due(base::Instant now, std::size_t limit) = 0;

    /// Decides (domain::decide) on each order as it is and appends the event, all or nothing. A reminder is
    /// appended once for each (order, n), whatever fails, restarts or is asked twice; against somebody who accepts
    /// at the same moment one wins. One outcome a command, in their order.
    virtual base::Task<base::Result<std::vector<Fired>>> fire(std::vector<domain::FireClock> commands) = 0;
};

}
