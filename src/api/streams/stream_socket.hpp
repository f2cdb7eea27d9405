// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "api/streams/stream_conversation.hpp"

#include <vector>

namespace api {

/// `GET /ws/notifications/{business_id}`: the log as a WebSocket, subprotocol `orders.v1`. `parts` outlives the routes.
std::vector<Route> stream_socket_routes(StreamParts const& parts);

}
