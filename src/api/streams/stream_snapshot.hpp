// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "ports/order_reader.hpp"
#include "usecases/access.hpp"

#include <vector>

namespace api {

/// `GET /api/v1/businesses/{business_id}/snapshot`: a cursor, then the open orders. Both outlive the routes.
std::vector<Route> stream_snapshot_routes(usecases::Access& access, ports::OrderReader& orders);

}
