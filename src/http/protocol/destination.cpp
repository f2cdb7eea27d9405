// SPDX-License-Identifier: Apache-2.0
#include "http/protocol/destination.hpp"

#include "base/text.hpp"
#include "http/target.hpp"

#include <utility>

namespace http {

namespace {

bool is_json(std::optional<std::string_view> content_type)
{
    if (!content_type) return false;
    return base::equals_ignoring_case(base::trim(content_type->substr(0, content_type->find(';'))), "application/json");
}

/// Compressed bodies are never unpacked: a few bytes could be gigabytes.
bool is_encoded(std::optional<std::string_view> content_encoding)
{
    return content_encoding && !content_encoding->empty() && !base::equals_ignoring_case(*content_encoding, "identity");
}

Destination match(Router const& router, Request& request, std::string_view path)
{
    auto match = router.match(request.method, path);
    Destination result{.route = match.route, .allow = std::move(match.allow)};
    request.path_parameters = std::move(match.parameters);
    if (result.route) {
        request.route = result.route->path;
        result.handler = &result.route->handler;
    } else if (!result.allow.empty()) {
        if (request.method != Method::options) result.refusal = &refusal::wrong_method;
    } else if (path == "*") {
        result.allow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    } else if (router.fallback()) {
        result.handler = &router.fallback();
    } else {
        result.refusal = &refusal::no_route;
    }
    return result;
}

/// The authority of the target counts, not the Host header (RFC 9112 §3.2.2).
void take_authority(Target const& target, Request& request)
{
    if (target.authority.empty()) return;
    for (auto& header : request.headers)
        if (base::equals_ignoring_case(header.name, "host")) header.value = target.authority;
    request.target = (target.origin.starts_with('/') ? "" : "/") + std::string(target.origin);
}

void check_edges(Edges const& edges, Request const& request, Destination& destination)
{
    bool const takes_any_host = destination.route && destination.route->hosts == Hosts::any;
    if (!takes_any_host && !allows_host(edges, request.header("Host").value_or("")))
        destination.refuse(refusal::wrong_host);
    else if (is_websocket_upgrade(request) && !allows_socket(edges, request))
        destination.refuse(refusal::wrong_origin);
}

}

std::expected<Destination, Refusal const*> find_destination(Router const& router, Edges const& edges, Request& request)
{
    auto const target = parse_target(request.target);
    if (!target || (target->path == "*" && request.method != Method::options))
        return std::unexpected(&refusal::bad_target);
    auto result = match(router, request, target->path);
    request.path = decoded_path(target->path);
    take_authority(*target, request);
    check_edges(edges, request, result);
    return result;
}

void check_body_form(Request const& request, Destination& destination)
{
    if (!destination.handler) return;
    if (is_encoded(request.header("Content-Encoding")))
        destination.refuse(refusal::encoded_body);
    else if (destination.route && destination.route->takes_json && !is_json(request.header("Content-Type")))
        destination.refuse(refusal::not_json);
}

}
