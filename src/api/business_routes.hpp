// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/route.hpp"
#include "ports/clock.hpp"
#include "usecases/businesses.hpp"

#include <vector>

namespace api {

/// Both outlive the routes.
std::vector<Route> business_routes(usecases::Businesses& businesses, ports::Clock const& clock);

}
