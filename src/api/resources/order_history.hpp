// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "usecases/orders.hpp"

#include <string>

namespace api {

/// {order_id, order_number, history[{at, by, device, status, reason, fields}], accepted_at, first_seen_at,
/// first_seen_by, first_seen_device}, oldest change first. A change without `fields` is one of the status.
std::string order_history_text(usecases::Orders::History const& history);

}
