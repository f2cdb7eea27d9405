// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/route.hpp"
#include "ports/clock.hpp"
#include "usecases/identity.hpp"

#include <vector>

namespace api {

/// Both outlive the routes.
std::vector<Route> identity_routes(usecases::Identity& identity, ports::Clock const& clock);

}
