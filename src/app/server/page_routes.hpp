// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"

#include <vector>

namespace app {

/// The files of web/page from the program itself, `index.html` at `/` and each other one below `/page/`: with `ETag`,
/// revalidated at each use, under a content security policy without inline code.
std::vector<api::Route> page_routes();

}
