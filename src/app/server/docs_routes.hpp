// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/route.hpp"
#include "app/settings/settings.hpp"

#include <string>
#include <vector>

namespace app {

/// The OpenAPI document of this build.
std::string openapi_document();

/// Whether /openapi.json and /docs are there: not in production, unless the setting says so.
bool shows_docs(Settings const& settings);

/// /openapi.json and /docs with its files; `document` outlives the routes.
std::vector<api::Route> docs_routes(std::string const& document);

}
