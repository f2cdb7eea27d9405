// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "usecases/notifications.hpp"

#include <vector>

namespace api {

/// Read marks, deletions, the unread count and the test; the list itself is stream_poll's. `notifications` outlives
/// the routes.
std::vector<Route> notification_routes(usecases::Notifications& notifications);

}
