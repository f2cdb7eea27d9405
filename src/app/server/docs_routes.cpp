// SPDX-License-Identifier: Apache-2.0
#include "app/server/docs_routes.hpp"

#include "api/openapi/openapi.hpp"
#include "app/server/embedded.hpp"
#include "app/server/static_files.hpp"
#include "app/version.hpp"

#include <array>
#include <vector>

namespace app {
namespace {

/// Swagger UI draws with data: images.
constexpr auto content_policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                                "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

struct DocsFile {
    std::string_view path;
    std::string_view name;
};

constexpr std::string_view swagger_ui = "web/docs/node_modules/swagger-ui-dist/swagger-ui-bundle.js";

constexpr std::array docs_files{
    DocsFile{"/docs", "web/docs/index.html"},
    DocsFile{"/docs/docs.js", "web/docs/docs.js"},
    DocsFile{"/docs/swagger-ui-bundle.js", swagger_ui},
    DocsFile{"/docs/swagger-ui.css", "web/docs/node_modules/swagger-ui-dist/swagger-ui.css"},
    DocsFile{"/docs/LICENSE", "web/docs/node_modules/swagger-ui-dist/LICENSE"},
    DocsFile{"/docs/NOTICE", "web/docs/node_modules/swagger-ui-dist/NOTICE"},
};

std::vector<std::string_view> texts_in(std::string_view folder)
{
    std::vector<std::string_view> texts;
    for (auto const name : embedded_names())
        if (name.starts_with(folder)) texts.push_back(embedded(name));
    return texts;
}

}

std::string openapi_document()
{
    return api::assemble_openapi({.document = embedded("src/api/openapi/document.json"),
                                  .parameters = embedded("src/api/openapi/parameters.json"),
                                  .headers = embedded("src/api/openapi/headers.json"),
                                  .responses = embedded("src/api/openapi/responses.json"),
                                  .security = embedded("src/api/openapi/security.json"),
                                  .paths = texts_in("src/api/openapi/paths/"),
                                  .schemas = texts_in("src/api/openapi/schemas/")},
                                 version());
}

bool shows_docs(Settings const& settings)
{
    if (settings.docs == DocsVisibility::automatic) return settings.environment != Environment::production;
    return settings.docs == DocsVisibility::on;
}

std::vector<api::Route> docs_routes(std::string const& document)
{
    std::vector<api::Route> routes{static_file({"/openapi.json", "openapi.json", document, {}})};
    // A build without npm has everything but Swagger UI, and says so.
    bool const has_swagger_ui = !embedded(swagger_ui).empty();
    for (auto const& file : docs_files) {
        bool const is_page = file.path == "/docs";
        auto const text = embedded(is_page && !has_swagger_ui ? "web/docs/missing.html" : file.name);
        if (!text.empty()) routes.push_back(static_file({std::string(file.path), file.name, text, content_policy}));
    }
    return routes;
}

}
