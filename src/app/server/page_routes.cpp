// SPDX-License-Identifier: Apache-2.0
#include "app/server/page_routes.hpp"

#include "app/server/embedded.hpp"
#include "app/server/static_files.hpp"

#include <fmt/format.h>

#include <array>
#include <stdexcept>
#include <string_view>

namespace app {
namespace {

struct PageFile {
    std::string_view path;
    std::string_view name;
    std::string_view content_type;
};

constexpr std::array page_files{
    PageFile{"/", "web/page/index.html", "text/html; charset=utf-8"},
    PageFile{"/page/page.css", "web/page/page.css", "text/css; charset=utf-8"},
    PageFile{"/page/page.js", "web/page/page.js", "text/javascript; charset=utf-8"},
    PageFile{"/page/log.js", "web/page/log.js", "text/javascript; charset=utf-8"},
    PageFile{"/page/cards.js", "web/page/cards.js", "text/javascript; charset=utf-8"},
    PageFile{"/page/recipes.js", "web/page/recipes.js", "text/javascript; charset=utf-8"},
    PageFile{"/page/ringer.js", "web/page/ringer.js", "text/javascript; charset=utf-8"},
    PageFile{"/page/icon.svg", "web/page/icon.svg", "image/svg+xml"},
};

constexpr auto content_policy =
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

}

std::vector<api::Route> page_routes()
{
    std::vector<api::Route> routes;
    for (auto const& file : page_files) {
        auto const text = embedded(file.name);
        if (text.empty()) throw std::logic_error(fmt::format("{} is not embedded", file.name));
        routes.push_back(static_file({file.path, file.content_type, text, content_policy}));
    }
    return routes;
}

}
