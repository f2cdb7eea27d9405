// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings/settings.hpp"
#include "http/router.hpp"

#include <string>

namespace app {

/// The OpenAPI document of this build.
std::string openapi_document();

/// Whether /openapi.json and /docs are there: not in production, unless the setting says so.
bool shows_docs(Settings const& settings);

/// /openapi.json and /docs with its files; `document` outlives the router.
void add_docs_routes(http::Router& router, std::string const& document);

}
