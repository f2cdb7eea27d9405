// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/decision.hpp"

namespace domain {

/// Somebody tries whether the devices hear.
struct SendTest {
    EventId event_id;
    BusinessId business_id;
};

/// `system.message` with code `test`, as urgent to devices as a new order.
Decision decide(State const& state, SendTest command, base::Instant now);

}
