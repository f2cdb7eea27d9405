// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "usecases/businesses.hpp"

#include <string>
#include <vector>

namespace api {

/// A business as its members see it now.
std::string business_text(usecases::Businesses const& businesses, domain::Business const& business);

/// A page of full businesses, for the lists that have them.
http::Response business_page(usecases::Businesses const& businesses, ports::BusinessStore::Page const& page);

/// `businesses` outlives the routes.
std::vector<Route> business_routes(usecases::Businesses& businesses);

}
