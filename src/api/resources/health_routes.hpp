// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "telemetry/health.hpp"

#include <vector>

namespace api {

/// `readiness` outlives the routes.
std::vector<Route> health_routes(telemetry::Readiness const& readiness);

}
