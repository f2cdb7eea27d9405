// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "domain/ids.hpp"
#include "ports/order_clocks.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace adapters::sqlite {

/// Which pending order's acceptance clock is due when (orders.due_at), in memory: an index on disk would cost every
/// order another dirty page. Changed by the writer's thread after its commits, read by any.
class DueOrders {
public:
    /// The order was due at `before` and is due at `after` from now on; nothing: not at all. `started`: when the clock
    /// of an order that was not due before begins to run.
    void reschedule(domain::OrderId order, std::optional<base::Instant> before, std::optional<base::Instant> after,
                    base::Instant started = {});

    ports::OrderClocks::Due until(base::Instant now, std::size_t limit) const;

    std::size_t size() const;

    /// How many clocks began to run before `instant`, to the second. Costs as much as there are seconds in which one did.
    std::size_t running_since(base::Instant instant) const;

    /// When the clock that runs longest began to, to the second.
    std::optional<base::Instant> earliest() const;

private:
    mutable std::mutex mutex_;
    std::map<std::pair<base::Instant, domain::OrderId>, base::Instant> orders_;  ///< When each clock began to run.
    std::map<std::int64_t, std::size_t> by_second_;  ///< How many began in which.
};

}
