// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/open_orders.hpp"
#include "adapters/sqlite/engine/readers.hpp"
#include "ports/order_reader.hpp"

namespace adapters::sqlite {

class SqliteOrderReader final : public ports::OrderReader {
public:
    SqliteOrderReader(Readers& readers, OpenOrders& open_orders) : readers_(readers), open_orders_(open_orders) {}

    base::Task<base::Result<Found>> find(domain::OrderId id) override;
    base::Task<base::Result<ports::Whereabouts>> whereabouts(domain::OrderId id) override;
    base::Task<base::Result<ports::OrderPage>> list(ports::OrderQuery query) override;
    base::Task<base::Result<ports::Snapshot>> open_orders(domain::BusinessId business, std::size_t limit,
                                                          std::optional<std::string> cursor,
                                                          std::optional<std::string> posted_by) override;

private:
    Readers& readers_;
    OpenOrders& open_orders_;
};

}
