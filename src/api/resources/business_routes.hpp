// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "usecases/businesses.hpp"

#include <vector>

namespace api {

/// A page of full businesses, for the lists that have them.
http::Response business_page(usecases::Businesses const& businesses, ports::BusinessStore::Page const& page);

/// `businesses` outlives the routes.
std::vector<Route> business_routes(usecases::Businesses& businesses);

}
