// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/router.hpp"

#include <string>
#include <string_view>

namespace app {

/// A text that is the same for everybody for as long as the process runs. The texts outlive the router.
struct StaticFile {
    std::string_view path;
    std::string_view content_type;
    std::string_view text;
    std::string_view content_policy;  ///< Content-Security-Policy; empty for none.
};

/// `GET path` with an ETag and its 304.
void add_static_file(http::Router& router, StaticFile file);

}
