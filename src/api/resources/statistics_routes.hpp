// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "usecases/statistics.hpp"

#include <vector>

namespace api {

/// It outlives the routes.
std::vector<Route> statistics_routes(usecases::Statistics& statistics);

}
