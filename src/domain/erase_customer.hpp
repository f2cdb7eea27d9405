// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/decision.hpp"

namespace domain {

/// The personal data of an open order was taken out of its log: devices that show it are to show it as it is now.
struct EraseCustomer {
    EventId event_id;
    OrderId order_id;
    Actor actor;
};

/// `order.updated` with the order anonymised; settled when the order is closed: nobody shows it.
Decision decide(State const& state, EraseCustomer command, base::Instant now);

}
