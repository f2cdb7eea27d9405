// SPDX-License-Identifier: Apache-2.0
#include "http/edges.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace http {

namespace {

namespace ip = boost::asio::ip;

constexpr std::string_view request_headers =
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-API-Key, X-Device-Id, "
    "X-Request-Id, traceparent, tracestate";
constexpr std::string_view answer_headers =
    "ETag, Location, Retry-After, RateLimit, RateLimit-Policy, Age, X-Request-Id, Idempotency-Replayed, traceparent";
constexpr std::string_view preflight_seconds = "600";

template <typename Bytes>
bool shares_prefix(Bytes const& a, Bytes const& b, unsigned bits)
{
    for (std::size_t i = 0; i < a.size() && bits > 0; ++i) {
        auto const count = std::min(bits, 8u);
        auto const mask = static_cast<unsigned char>(0xff << (8 - count));
        if ((a[i] & mask) != (b[i] & mask)) return false;
        bits -= count;
    }
    return true;
}

/// An address as proxies write it: also with a port, and IPv6 in brackets.
std::optional<ip::address> parse_forwarded(std::string_view text)
{
    text = base::trim(text);
    if (text.starts_with('[')) {
        text = text.substr(1, text.find(']') == text.npos ? text.npos : text.find(']') - 1);
    } else if (std::ranges::count(text, ':') == 1) {
        text = text.substr(0, text.find(':'));
    }
    boost::system::error_code error;
    auto const address = ip::make_address(std::string(text), error);
    return error ? std::nullopt : std::optional(unmapped(address));
}

std::string_view without_port(std::string_view host)
{
    if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
    return host.substr(0, host.find(':'));
}

bool is_own_page(Request const& request, std::string_view origin)
{
    auto const host = request.header("Host");
    std::string const scheme = request.is_secure ? "https://" : "http://";
    return host && base::equals_ignoring_case(origin, scheme + std::string(*host));
}

}

ip::address unmapped(ip::address const& address)
{
    if (address.is_v6() && address.to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

bool Network::contains(ip::address const& other) const
{
    auto const plain = unmapped(other);
    if (plain.is_v4() != address.is_v4()) return false;
    if (plain.is_v4()) return shares_prefix(plain.to_v4().to_bytes(), address.to_v4().to_bytes(), prefix);
    return shares_prefix(plain.to_v6().to_bytes(), address.to_v6().to_bytes(), prefix);
}

std::optional<Network> parse_network(std::string_view text)
{
    auto const slash = text.find('/');
    boost::system::error_code error;
    auto const address = ip::make_address(std::string(text.substr(0, slash)), error);
    if (error) return std::nullopt;
    unsigned const most = address.is_v4() ? 32 : 128;
    if (slash == text.npos) return Network{address, most};
    auto const prefix = base::parse_number<unsigned>(text.substr(slash + 1));
    if (!prefix || *prefix > most) return std::nullopt;
    return Network{address, *prefix};
}

bool is_in_any(std::vector<Network> const& networks, ip::address const& address)
{
    return std::ranges::any_of(networks, [&](auto const& network) { return network.contains(address); });
}

bool is_origin(std::string_view text)
{
    auto const rest = text.starts_with("https://")  ? text.substr(8)
                      : text.starts_with("http://") ? text.substr(7)
                                                    : std::string_view();
    auto const is_ours = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || std::string_view(".-:[]").contains(c);
    };
    return !rest.empty() && std::ranges::all_of(rest, is_ours);
}

bool allows_host(Edges const& edges, std::string_view host)
{
    if (edges.allowed_hosts.empty()) return true;
    auto const name = base::ascii_lower(without_port(host));
    return std::ranges::any_of(edges.allowed_hosts, [&](std::string_view allowed) {
        if (!allowed.starts_with("*.")) return name == allowed;
        return name.size() > allowed.size() - 1 && name.ends_with(allowed.substr(1));
    });
}

bool allows_origin(Edges const& edges, std::string_view origin)
{
    return std::ranges::any_of(edges.cors_origins, [&](std::string_view allowed) {
        return allowed == "*" || base::equals_ignoring_case(allowed, origin);
    });
}

bool allows_socket(Edges const& edges, Request const& request)
{
    auto const origin = request.header("Origin");
    return !origin || is_own_page(request, *origin) || allows_origin(edges, *origin);
}

void believe_proxies(Edges const& edges, Request& request)
{
    if (edges.trusted_proxies.empty() || !is_in_any(edges.trusted_proxies, request.peer)) return;
    std::string chain;
    for (auto const& header : request.headers) {
        if (!base::equals_ignoring_case(header.name, "X-Forwarded-For")) continue;
        chain.append(chain.empty() ? "" : ",").append(header.value);
    }
    std::string_view rest = chain;
    while (!rest.empty() && is_in_any(edges.trusted_proxies, request.client)) {
        auto const comma = rest.rfind(',');
        auto const address = parse_forwarded(comma == rest.npos ? rest : rest.substr(comma + 1));
        if (!address) break;
        request.client = *address;
        rest = comma == rest.npos ? std::string_view() : rest.substr(0, comma);
    }
    if (auto const proto = request.header("X-Forwarded-Proto"))
        request.is_secure = base::equals_ignoring_case(base::trim(*proto), "https");
}

void add_cors(Edges const& edges, Request const& request, std::string_view allow, Response& response)
{
    if (edges.cors_origins.empty()) return;
    response.with("Vary", "Origin");
    auto const origin = request.header("Origin");
    if (!origin || !allows_origin(edges, *origin)) return;
    // Credentials are in headers that the page sets itself: no cookie is ever meant.
    response.with("Access-Control-Allow-Origin", std::string(*origin));
    if (request.method != Method::options || !request.header("Access-Control-Request-Method")) {
        response.with("Access-Control-Expose-Headers", std::string(answer_headers));
        return;
    }
    response.with("Access-Control-Allow-Methods", std::string(allow));
    response.with("Access-Control-Allow-Headers", std::string(request_headers));
    response.with("Access-Control-Max-Age", std::string(preflight_seconds));
}

}
