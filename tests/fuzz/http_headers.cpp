// SPDX-License-Identifier: Apache-2.0
// Fields of a request that mean something to us, as lines `Name: value`.
#include "api/bodies/preconditions.hpp"
#include "api/routing/route.hpp"
#include "base/text.hpp"
#include "fuzz.hpp"
#include "http/edges.hpp"
#include "http/protocol/framing_guard.hpp"

#include <algorithm>

namespace {

http::Request request_of(std::string_view lines)
{
    http::Request request;
    request.peer = request.client = boost::asio::ip::make_address("10.0.0.1");
    while (!lines.empty()) {
        auto const end = std::min(lines.find('\n'), lines.size());
        auto const line = lines.substr(0, end);
        lines.remove_prefix(std::min(end + 1, lines.size()));
        auto const colon = line.find(':');
        if (colon == line.npos) continue;
        request.headers.push_back(
            {std::string(line.substr(0, colon)), std::string(base::trim(line.substr(colon + 1)))});
    }
    return request;
}

http::Edges const& edges()
{
    static http::Edges const all = [] {
        http::Edges made;
        made.allowed_hosts = {"shop.example.org", "*.example.org"};
        made.cors_origins = {"https://shop.example.org"};
        made.trusted_proxies = {*http::parse_network("10.0.0.0/8"), *http::parse_network("2001:db8::/32")};
        return made;
    }();
    return all;
}

/// What is let through says in one way where its body ends.
void check_framing(http::Request const& request)
{
    http::FramingGuard guard(true);
    for (auto const& header : request.headers)
        if (guard.field(header.name, header.value) != nullptr) return;
    if (guard.finish() == nullptr) REQUIRE(!(guard.is_chunked() && guard.content_length()));
}

/// Whom the proxies name is none of them, unless they name nobody else.
void check_client(http::Request request)
{
    http::believe_proxies(edges(), request);
    if (!request.header("X-Forwarded-For")) REQUIRE(request.client == request.peer);
    auto stranger = request;
    stranger.peer = stranger.client = boost::asio::ip::make_address("192.0.2.1");
    stranger.is_secure = false;
    http::believe_proxies(edges(), stranger);
    REQUIRE(stranger.client == stranger.peer && !stranger.is_secure);
}

void check_key(http::Request const& request)
{
    auto const key = api::idempotency_key(request);
    if (!key) return;
    REQUIRE(!key->empty() && key->size() <= 255);
    REQUIRE(std::ranges::all_of(*key, [](char c) { return c >= 0x20 && c < 0x7f; }));
    // Quoted it is the same key.
    http::Request quoted;
    std::string text = "\"";
    for (char const c : *key) {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    quoted.headers.push_back({"Idempotency-Key", text + '"'});
    auto const again = api::idempotency_key(quoted);
    REQUIRE(again.has_value());
    REQUIRE(*again == *key);
}

}

void fuzz(std::string_view input)
{
    auto const request = request_of(input);
    check_framing(request);
    check_client(request);
    check_key(request);
    auto const presented = api::credential(request);
    REQUIRE(presented == base::trim(presented));
    if (auto const device = api::device_of(request); device && *device) REQUIRE(base::is_valid_utf8(**device));
    if (auto const version = api::if_match(request); version && *version) {
        REQUIRE(request.header("If-Match") == api::entity_tag(**version));
    }
    static_cast<void>(api::if_none_match_names(request, "\"7\""));
    static_cast<void>(http::is_websocket_upgrade(request));
    static_cast<void>(http::offered_subprotocols(request));
    static_cast<void>(http::allows_socket(edges(), request));
    auto const host = request.header("Host").value_or("");
    if (http::allows_host(edges(), host)) REQUIRE(base::ascii_lower(host).find("example.org") != std::string::npos);
    auto const origin = request.header("Origin").value_or("");
    if (http::allows_origin(edges(), origin)) REQUIRE(http::is_origin(origin));
}
