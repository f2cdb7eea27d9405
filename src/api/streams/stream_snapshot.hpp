// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "usecases/snapshots.hpp"

#include <vector>

namespace api {

/// `GET /api/v1/businesses/{business_id}/snapshot`: a cursor, then the open orders. `snapshots` outlives the routes.
std::vector<Route> stream_snapshot_routes(usecases::Snapshots& snapshots);

}
