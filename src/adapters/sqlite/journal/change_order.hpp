// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/rows.hpp"
#include "adapters/sqlite/engine/writer.hpp"
#include "domain/decision.hpp"
#include "domain/edit_order.hpp"
#include "ports/order_store.hpp"

#include <cstddef>

/// The writes that change an order, as they run on the writer's thread.
namespace adapters::sqlite {

base::Result<ports::StatusChanged> change_order_status(WriteAccess& access, domain::ChangeStatus& command,
                                                       std::size_t order_bytes);

base::Result<ports::OrderEdited> edit_order(WriteAccess& access, domain::EditOrder& command, std::size_t order_bytes);

base::Result<bool> mark_order_seen(WriteAccess& access, domain::OrderId id, domain::Actor const& by);

/// An order with everything that a decision about it needs.
struct OrderToChange {
    OrderRow row;
    Ledger& ledger;
    ports::StoredOrder stored;
    domain::Order order;
};

/// `not_found` when there is none.
base::Result<OrderToChange> load_order(WriteAccess& access, domain::OrderId id);

/// Appends an event that is about the order as it is now and makes it the order's latest state.
/// `invalid` `order_too_large` when its text is larger than `order_bytes`.
base::Result<ports::StoredOrder> store_changed(WriteAccess& access, OrderToChange const& changing,
                                               domain::Event const& event, std::size_t order_bytes);

std::unexpected<base::Failure> order_too_large(std::size_t limit);

}
