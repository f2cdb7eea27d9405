// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "realtime/poll.hpp"

#include <vector>

namespace api {

/// `GET /api/v1/businesses/{business_id}/notifications`: poll and long poll. `poll` outlives the routes.
std::vector<Route> stream_poll_routes(realtime::Poll& poll);

}
