// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/router.hpp"

namespace app {

/// The page at `/` with its style and script, from the program itself: with `ETag`, revalidated at each use,
/// under a content security policy without inline code.
void add_page_routes(http::Router& router);

}
