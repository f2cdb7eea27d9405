// SPDX-License-Identifier: Apache-2.0
#include "app/server/static_files.hpp"

#include "base/bytes.hpp"

#include <fmt/format.h>

namespace app {
namespace {

/// RFC 9110 §13.1.2, weak comparison.
bool is_known(http::Request const& request, std::string_view etag)
{
    auto const known = request.header("If-None-Match");
    return known && (*known == "*" || known->find(etag) != known->npos);
}

http::Response answer(http::Request const& request, StaticFile const& file, std::string const& etag)
{
    http::Response response{.content_type = file.content_type};
    response.with("ETag", etag).with("Cache-Control", "no-cache").with("X-Content-Type-Options", "nosniff");
    if (!file.content_policy.empty())
        response.with("Content-Security-Policy", std::string(file.content_policy))
            .with("Referrer-Policy", "no-referrer");
    if (is_known(request, etag)) {
        response.status = http::Status::not_modified;
        response.content_type = {};
        return response;
    }
    response.body = file.text;
    return response;
}

}

void add_static_file(http::Router& router, StaticFile file)
{
    auto const etag = fmt::format("\"{}\"", base::to_hex(base::sha256_128(file.text)));
    router.add({.method = http::Method::get,
                .path = std::string(file.path),
                .handler = [file, etag](http::Request& request) -> base::Task<http::Response> {
                    co_return answer(request, file, etag);
                },
                .note = "anyone"});
}

}
