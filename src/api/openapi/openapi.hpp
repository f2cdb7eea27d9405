// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace api {

/// The files of src/api/openapi, each one JSON object.
struct OpenApiTexts {
    std::string_view document;  ///< What stands at the top; `@VERSION@` in it is the server's.
    std::string_view parameters, headers, responses, security;  ///< Of `components`.
    std::vector<std::string_view> paths, schemas;               ///< One file a resource.
};

/// One OpenAPI 3.1 document of them.
std::string assemble_openapi(OpenApiTexts const& texts, std::string_view version);

}
