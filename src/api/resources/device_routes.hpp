// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "api/streams/stream_parts.hpp"
#include "usecases/sessions.hpp"

#include <vector>

namespace api {

/// /businesses/{id}/devices: who listens now. The arguments outlive the routes.
std::vector<Route> device_routes(StreamParts const& parts, usecases::Sessions& sessions);

}
