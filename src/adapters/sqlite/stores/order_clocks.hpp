// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/due_orders.hpp"
#include "adapters/sqlite/engine/writer.hpp"
#include "ports/order_clocks.hpp"

namespace adapters::sqlite {

class SqliteOrderClocks final : public ports::OrderClocks {
public:
    SqliteOrderClocks(Writer& writer, DueOrders const& due_orders) : writer_(writer), due_orders_(due_orders) {}

    base::Task<base::Result<Due>> due(base::Instant now, std::size_t limit) override;
    base::Task<base::Result<void>> let_go(domain::OrderId id) override;
    Overview overview(base::Instant now, std::vector<std::chrono::seconds> thresholds) const override;

private:
    Writer& writer_;
    DueOrders const& due_orders_;
};

}
