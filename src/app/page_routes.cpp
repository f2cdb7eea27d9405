// SPDX-License-Identifier: Apache-2.0
#include "app/page_routes.hpp"

#include "app/embedded.hpp"
#include "base/bytes.hpp"

#include <fmt/format.h>

#include <array>
#include <stdexcept>
#include <string>
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

/// RFC 9110 §13.1.2, weak comparison.
bool is_known(http::Request const& request, std::string_view etag)
{
    auto const known = request.header("If-None-Match");
    return known && (*known == "*" || known->find(etag) != known->npos);
}

http::Response answer(http::Request const& request, PageFile const& file, std::string_view text,
                      std::string const& etag)
{
    http::Response response{.content_type = file.content_type};
    response.with("ETag", etag)
        .with("Cache-Control", "no-cache")
        .with("Content-Security-Policy", content_policy)
        .with("X-Content-Type-Options", "nosniff")
        .with("Referrer-Policy", "no-referrer");
    if (is_known(request, etag)) {
        response.status = http::Status::not_modified;
        response.content_type = {};
        return response;
    }
    response.body = text;
    return response;
}

}

void add_page_routes(http::Router& router)
{
    for (auto const& file : page_files) {
        auto const text = embedded(file.name);
        if (text.empty()) throw std::logic_error(fmt::format("{} is not embedded", file.name));
        auto const etag = fmt::format("\"{}\"", base::to_hex(base::sha256_128(text)));
        router.add({http::Method::get, std::string(file.path),
                    [file, text, etag](http::Request& request) -> base::Task<http::Response> {
                        co_return answer(request, file, text, etag);
                    }});
    }
}

}
