// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"

#include <string>
#include <string_view>

namespace app {

/// A text that is the same for everybody for as long as the process runs. Text and policy outlive the route.
struct StaticFile {
    std::string path;
    std::string_view name;  ///< Of a file that holds it, for its content type.
    std::string_view text;
    std::string_view content_policy;  ///< Content-Security-Policy; empty for none.
};

/// `GET path` with an ETag and its 304. The name has an ending that content_type_of knows.
api::Route static_file(StaticFile const& file);

}
