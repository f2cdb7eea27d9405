// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/readers.hpp"
#include "adapters/sqlite/engine/rows.hpp"
#include "adapters/sqlite/engine/writer.hpp"
#include "ports/order_store.hpp"

namespace adapters::sqlite {

class SqliteOrderStore final : public ports::OrderStore {
public:
    SqliteOrderStore(Writer& writer, Readers& readers, OpenOrders& open_orders, std::size_t order_bytes)
        : writer_(writer), readers_(readers), open_orders_(open_orders), order_bytes_(order_bytes)
    {
    }

    base::Task<base::Result<ports::Placed>> place(domain::PlaceOrder command) override;
    base::Task<base::Result<ports::StatusChanged>> change_status(domain::ChangeStatus command) override;
    base::Task<base::Result<ports::OrderEdited>> edit(domain::EditOrder command) override;
    base::Task<base::Result<bool>> mark_seen(domain::OrderId id, domain::Actor by) override;
    base::Task<base::Result<Found>> find(domain::OrderId id) override;
    base::Task<base::Result<ports::OrderPage>> list(ports::OrderQuery query) override;
    base::Task<base::Result<ports::Snapshot>> open_orders(domain::BusinessId business, std::size_t limit,
                                                          std::optional<std::string> cursor,
                                                          std::optional<std::string> posted_by) override;

private:
    Writer& writer_;
    Readers& readers_;
    OpenOrders& open_orders_;
    std::size_t order_bytes_;
};

}
