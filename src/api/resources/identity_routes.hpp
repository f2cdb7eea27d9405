// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "usecases/businesses.hpp"
#include "usecases/identity.hpp"

#include <vector>

namespace api {

/// Both outlive the routes.
std::vector<Route> identity_routes(usecases::Identity& identity, usecases::Businesses const& businesses);

}
