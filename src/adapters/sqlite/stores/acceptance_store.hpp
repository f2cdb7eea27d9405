// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/due_orders.hpp"
#include "adapters/sqlite/engine/writer.hpp"
#include "ports/acceptance_store.hpp"

namespace adapters::sqlite {

class SqliteAcceptanceStore final : public ports::AcceptanceStore {
public:
    SqliteAcceptanceStore(Writer& writer, DueOrders const& due_orders) : writer_(writer), due_orders_(due_orders) {}

    base::Task<base::Result<Due>> due(base::Instant now, std::size_t limit) override;
    base::Task<base::Result<std::vector<ports::Fired>>> fire(std::vector<domain::FireClock> commands) override;

private:
    Writer& writer_;
    DueOrders const& due_orders_;
};

}
