// SPDX-License-Identifier: Apache-2.0
#include "app/server/static_files.hpp"

#include "api/bodies/preconditions.hpp"
#include "app/server/content_types.hpp"
#include "base/bytes.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace app {
namespace {

/// What is sent of a file.
struct Served {
    std::string_view text;
    std::string_view content_type;
    std::string_view content_policy;
    std::string etag;
};

http::Response answer(http::Request const& request, Served const& file)
{
    http::Response response{.content_type = file.content_type};
    response.with("ETag", file.etag).with("Cache-Control", "no-cache");
    if (!file.content_policy.empty()) response.with("Content-Security-Policy", std::string(file.content_policy));
    if (api::if_none_match_names(request, file.etag)) {
        response.status = http::Status::not_modified;
        response.content_type = {};
        return response;
    }
    response.body = file.text;
    return response;
}

}

api::Route static_file(StaticFile const& file)
{
    auto const content_type = content_type_of(file.name);
    if (!content_type) throw std::logic_error(fmt::format("{} has no content type (content_types.cpp)", file.name));
    Served const served{file.text, *content_type, file.content_policy,
                        fmt::format("\"{}\"", base::to_hex(base::sha256_128(file.text)))};
    api::PublicHandler const handler = [served](http::Request& request) -> base::Task<http::Response> {
        co_return answer(request, served);
    };
    return {http::Method::get, file.path, api::Callers::anyone, api::rates::exempt, handler};
}

}
