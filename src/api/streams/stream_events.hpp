// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "api/streams/stream_parts.hpp"
#include "usecases/stream_tickets.hpp"

#include <vector>

namespace api {

/// …/notifications/stream (server-sent events) and …/stream-tickets. The arguments outlive the routes.
std::vector<Route> stream_events_routes(StreamParts const& parts, usecases::StreamTickets& tickets);

}
