// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "usecases/passwords.hpp"
#include "usecases/rate_limits.hpp"

#include <vector>

namespace api {

/// Both outlive the routes.
std::vector<Route> password_routes(usecases::Passwords& passwords, usecases::RateLimits& limits);

}
