// SPDX-License-Identifier: Apache-2.0
#include "domain/erase_customer.hpp"

#include "domain/edit_order.hpp"
#include "domain/order_times.hpp"
#include "domain/personal_data.hpp"

namespace domain {

Decision decide(State const& state, EraseCustomer command, base::Instant now)
{
    auto const& order = *state.order;
    if (!is_open(order.status)) return {Settled{Settled::How::unchanged}};
    return {order_updated(*state.business, state.log, anonymised(order), command.event_id,
                          {to_stored_precision(now), std::move(command.actor), order.status, {"personal_data"}})};
}

}
