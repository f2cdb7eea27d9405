// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "usecases/api_keys.hpp"

#include <vector>

namespace api {

/// `api_keys` outlives the routes.
std::vector<Route> api_key_routes(usecases::ApiKeys& api_keys);

}
