// SPDX-License-Identifier: Apache-2.0
// Request targets: taken apart, routed, and their queries read as the routes do.
#include "api/bodies/order_body.hpp"
#include "api/bodies/query.hpp"
#include "base/text.hpp"
#include "fuzz.hpp"
#include "http/router.hpp"
#include "http/target.hpp"

#include <algorithm>

namespace {

http::Router const& routes()
{
    static http::Router const router = [] {
        http::Router made;
        using http::Method;
        made.add({Method::get, "/api/v1/orders", {}});
        made.add({Method::get, "/api/v1/orders/{id}", {}});
        made.add({Method::patch, "/api/v1/orders/{id}/status", {}});
        made.add({Method::get, "/api/v1/businesses/{id}/orders", {}});
        made.add({Method::get, "/", {}});
        return made;
    }();
    return router;
}

void match(std::string_view path)
{
    auto const match = routes().match(http::Method::get, path);
    REQUIRE(match.route == nullptr || match.allow.empty());
    if (match.route == nullptr) return;
    auto const wanted = std::ranges::count(match.route->path, '{');
    REQUIRE(static_cast<std::size_t>(wanted) == match.parameters.size());
    for (auto const& parameter : match.parameters) {
        REQUIRE(!parameter.empty());
        REQUIRE(base::is_valid_utf8(parameter));
        REQUIRE(parameter.find('\0') == parameter.npos);
    }
}

void read_query(std::string_view origin)
{
    http::Request request;
    request.target = origin;
    auto const all = request.query_parameters();
    if (all)
        for (auto const& [name, value] : *all) REQUIRE(request.query(name).has_value());
    if (auto const query = api::parse_order_query(request, {})) {
        REQUIRE(query->limit >= 1 && query->limit <= 1'000);
        REQUIRE(!query->text || base::is_valid_utf8(*query->text));
    }
}

}

void fuzz(std::string_view input)
{
    if (auto const decoded = http::percent_decoded(input)) REQUIRE(decoded->size() <= input.size());
    if (auto const decoded = http::query_decoded(input)) REQUIRE(decoded->size() <= input.size());
    auto const target = http::parse_target(input);
    if (!target) return;

    REQUIRE(base::is_valid_utf8(http::decoded_path(target->path)));
    match(target->path);
    read_query(target->origin);

    // What follows the authority is a target by itself and says the same.
    if (target->authority.empty() || !target->origin.starts_with('/')) return;
    auto const again = http::parse_target(target->origin);
    REQUIRE(again.has_value());
    REQUIRE(again->path == target->path && again->origin == target->origin);
}
