// SPDX-License-Identifier: Apache-2.0
#include "app/server/content_types.hpp"

#include <algorithm>
#include <array>

namespace app {
namespace {

struct ContentType {
    std::string_view ending;
    std::string_view text;
};

constexpr std::array content_types{
    ContentType{"", "text/plain; charset=utf-8"},
    ContentType{".css", "text/css; charset=utf-8"},
    ContentType{".html", "text/html; charset=utf-8"},
    ContentType{".ico", "image/x-icon"},
    ContentType{".js", "text/javascript; charset=utf-8"},
    ContentType{".json", "application/json"},
    ContentType{".png", "image/png"},
    ContentType{".svg", "image/svg+xml"},
    ContentType{".txt", "text/plain; charset=utf-8"},
    ContentType{".webmanifest", "application/manifest+json"},
    ContentType{".woff2", "font/woff2"},
};

/// ".js" of "web/page/page.js"; empty when the name has none.
std::string_view ending_of(std::string_view name)
{
    auto const last = name.substr(name.rfind('/') + 1);
    auto const dot = last.rfind('.');
    return dot == last.npos ? std::string_view() : last.substr(dot);
}

}

std::optional<std::string_view> content_type_of(std::string_view name)
{
    auto const* const found = std::ranges::find(content_types, ending_of(name), &ContentType::ending);
    if (found == content_types.end()) return std::nullopt;
    return found->text;
}

}
