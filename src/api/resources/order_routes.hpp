// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "ports/presence.hpp"
#include "usecases/orders.hpp"

#include <vector>

namespace api {

/// Both outlive the routes.
std::vector<Route> order_routes(usecases::Orders& orders, ports::Presence const& presence);

}
