// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "usecases/memberships.hpp"

#include <vector>

namespace api {

/// `memberships` outlives the routes.
std::vector<Route> membership_routes(usecases::Memberships& memberships);

}
