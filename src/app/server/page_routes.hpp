// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"

#include <vector>

namespace app {

/// The page at `/` with its style and script, from the program itself: with `ETag`, revalidated at each use,
/// under a content security policy without inline code.
std::vector<api::Route> page_routes();

}
