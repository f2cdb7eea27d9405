// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/stores/order_clocks.hpp"

#include "adapters/sqlite/engine/rows.hpp"

namespace adapters::sqlite {

base::Task<base::Result<ports::OrderClocks::Due>> SqliteOrderClocks::due(base::Instant now, std::size_t limit)
{
    co_return due_orders_.until(now, limit);
}

base::Task<base::Result<void>> SqliteOrderClocks::let_go(domain::OrderId id)
{
    return writer_.run<void>([id](WriteAccess& access) -> base::Result<void> {
        auto const row = find_order(access.database, id);
        if (row && row->due_at) access.ledgers.reschedule_when_committed({id, row->due_at, std::nullopt});
        return {};
    });
}

ports::OrderClocks::Overview SqliteOrderClocks::overview(base::Instant now,
                                                         std::vector<std::chrono::seconds> thresholds) const
{
    Overview overview{.pending = due_orders_.size(), .running_longer = {}, .earliest = due_orders_.earliest()};
    for (auto const threshold : thresholds)
        overview.running_longer.push_back(due_orders_.running_since(now - threshold));
    return overview;
}

}
