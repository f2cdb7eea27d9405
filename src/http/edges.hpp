// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace http {

/// An IPv4 address also when it came as IPv6 (RFC 4291 §2.5.5.2).
boost::asio::ip::address unmapped(boost::asio::ip::address const& address);

/// A range of addresses: `10.0.0.0/8`, `2001:db8::/32`, or one address.
struct Network {
    boost::asio::ip::address address;
    unsigned prefix = 0;  ///< Bits that count.

    bool contains(boost::asio::ip::address const& other) const;
};
std::optional<Network> parse_network(std::string_view text);
bool is_in_any(std::vector<Network> const& networks, boost::asio::ip::address const& address);

/// Which hosts, pages and proxies the server believes. All empty: any host, no foreign page, no proxy.
struct Edges {
    std::vector<std::string> allowed_hosts;  ///< Lower case; `*.example.org` for whatever is under it.
    std::vector<std::string> cors_origins;   ///< `https://shop.example.org`; `*`: any page.
    std::vector<Network> trusted_proxies;
};

/// An origin as browsers write it (RFC 6454): scheme, host, port unless it is the usual one; lower case.
bool is_origin(std::string_view text);

/// Whether a request with this Host may come in.
bool allows_host(Edges const& edges, std::string_view host);

/// Whether pages of this origin may read answers.
bool allows_origin(Edges const& edges, std::string_view origin);

/// Whether a page of this origin may open a WebSocket: our own pages and those of `cors_origins`. A request without
/// an origin comes from no page.
bool allows_socket(Edges const& edges, Request const& request);

/// Fills in what a trusted proxy says: `client` from X-Forwarded-For, read from the right past every trusted proxy,
/// and `is_secure` from X-Forwarded-Proto. From others both are ignored.
void believe_proxies(Edges const& edges, Request& request);

/// What CORS (fetch.spec.whatwg.org) adds to an answer. `allow`: the methods of the address, for a preflight.
void add_cors(Edges const& edges, Request const& request, std::string_view allow, Response& response);

}
