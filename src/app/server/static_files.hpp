// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"

#include <string>
#include <string_view>

namespace app {

/// A text that is the same for everybody for as long as the process runs. The texts outlive the route.
struct StaticFile {
    std::string_view path;
    std::string_view content_type;
    std::string_view text;
    std::string_view content_policy;  ///< Content-Security-Policy; empty for none.
};

/// `GET path` with an ETag and its 304.
api::Route static_file(StaticFile file);

}
