// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "usecases/identity.hpp"
#include "usecases/rate_limits.hpp"
#include "usecases/sessions.hpp"

#include <vector>

namespace api {

/// Signing in, staying signed in, signing out. All outlive the routes.
std::vector<Route> session_routes(usecases::Identity& identity, usecases::Sessions& sessions,
                                  usecases::RateLimits& limits);

}
