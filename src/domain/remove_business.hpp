// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/decision.hpp"

namespace domain {

/// From then on nobody finds the business: no member, no API key, no link to join.
struct RemoveBusiness {
    EventId event_id;
    BusinessId business_id;
};

/// `business.removed`, the log's last event; has_open_orders while there are some. Ends everybody's access.
Decision decide(State const& state, RemoveBusiness command, base::Instant now);

}
