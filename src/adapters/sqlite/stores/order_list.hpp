// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/open_orders.hpp"
#include "adapters/sqlite/engine/readers.hpp"
#include "ports/order_reader.hpp"

namespace adapters::sqlite {

/// Lists by walking the business's log backwards over its `order.created` events, which stay as anchors when the
/// log is trimmed. Looks at a bounded number of events a page, so a page may be short while `next` is set.
base::Result<ports::OrderPage> list_orders(Database& database, OpenOrders const& open_orders,
                                           ports::OrderQuery const& query);

/// The position is read before the orders.
base::Result<ports::Snapshot> list_open_orders(Readers& readers, OpenOrders const& open_orders,
                                               domain::BusinessId business, std::size_t limit,
                                               std::optional<std::string> const& cursor,
                                               std::optional<std::string> const& posted_by);

}
