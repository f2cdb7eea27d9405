// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/route.hpp"
#include "usecases/passwords.hpp"

#include <vector>

namespace api {

/// `passwords` outlives the routes.
std::vector<Route> password_routes(usecases::Passwords& passwords);

}
