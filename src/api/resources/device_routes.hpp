// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "usecases/device_roster.hpp"

#include <vector>

namespace api {

/// /businesses/{id}/devices: who listens now. `roster` outlives the routes.
std::vector<Route> device_routes(usecases::DeviceRoster& roster);

}
