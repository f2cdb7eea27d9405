// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "usecases/businesses.hpp"
#include "usecases/platform.hpp"

#include <vector>

namespace api {

/// /businesses/search for everybody, /admin/businesses for admins of the platform.
std::vector<Route> platform_routes(usecases::Platform& platform, usecases::Businesses& businesses);

}
