// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/route.hpp"
#include "usecases/businesses.hpp"

#include <vector>

namespace api {

/// `businesses` outlives the routes.
std::vector<Route> business_routes(usecases::Businesses& businesses);

}
