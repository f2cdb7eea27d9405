// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "http/router.hpp"
#include "telemetry/metrics.hpp"
#include "usecases/service_health.hpp"

#include <string>
#include <vector>

namespace api {

/// What an operator looks at. All of it outlives the routes.
struct Observed {
    telemetry::Registry const& registry;
    usecases::ServiceHealth& health;
    http::Router const& router;  ///< Whose fallback answers those who may not look.
    std::string token;           ///< Setting `metrics_token`; empty: there is none.
    std::string version;
};

/// `/metrics`, `/api/v1/metrics` and `/health/detailed`: for whoever has the token, and for a peer on this machine
/// whose request no proxy passed on. Others get 401 where there is a token, else what an unknown path gets.
std::vector<Route> observation_routes(Observed const& observed);

}
