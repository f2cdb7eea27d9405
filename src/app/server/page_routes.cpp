// SPDX-License-Identifier: Apache-2.0
#include "app/server/page_routes.hpp"

#include "app/server/embedded.hpp"
#include "app/server/static_files.hpp"

#include <string>
#include <string_view>

namespace app {
namespace {

constexpr std::string_view folder = "web/";
constexpr std::string_view page_folder = "web/page/";
constexpr std::string_view start_page = "web/page/index.html";

constexpr auto content_policy =
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

}

std::vector<api::Route> page_routes()
{
    std::vector<api::Route> routes;
    for (auto const name : embedded_names()) {
        if (!name.starts_with(page_folder)) continue;
        auto const path = name == start_page ? "/" : "/" + std::string(name.substr(folder.size()));
        routes.push_back(static_file({path, name, embedded(name), content_policy}));
    }
    return routes;
}

}
