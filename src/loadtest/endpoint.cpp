// SPDX-License-Identifier: Apache-2.0
#include "loadtest/endpoint.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <memory>
#include <utility>

#include <netdb.h>
#include <netinet/in.h>

namespace loadtest {

namespace {

constexpr std::string_view scheme = "http://";

BadTarget bad(std::string_view target, std::string_view why)
{
    return BadTarget(fmt::format("target {}: {}; write http://127.0.0.1:8080", target, why));
}

/// Host and port.
std::pair<std::string_view, std::string_view> split(std::string_view target)
{
    auto rest = target;
    if (rest.starts_with("https://")) throw bad(target, "TLS is not spoken here, aim at the plain port behind it");
    if (rest.starts_with(scheme)) rest.remove_prefix(scheme.size());
    if (rest.ends_with('/')) rest.remove_suffix(1);
    auto const bracket = rest.rfind(']');
    auto const colon = rest.find(':', bracket == std::string_view::npos ? 0 : bracket);
    auto const host = rest.substr(0, colon);
    if (host.empty()) throw bad(target, "it names no host");
    if (rest.find('/') != std::string_view::npos) throw bad(target, "it has a path");
    return {host, colon == std::string_view::npos ? "80" : rest.substr(colon + 1)};
}

std::uint16_t parse_port(std::string_view target, std::string_view text)
{
    std::uint16_t port = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0)
        throw bad(target, "a port is a number from 1 to 65535");
    return port;
}

}

Endpoint Endpoint::resolve(std::string_view target)
{
    auto const [host, port_text] = split(target);
    auto const port = std::to_string(parse_port(target, port_text));
    std::string name{host};
    if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);

    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (auto const error = getaddrinfo(name.c_str(), port.c_str(), &hints, &found); error != 0)
        throw Unreachable(fmt::format("{}: {}", host, gai_strerror(error)));
    std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> const owned{found, &freeaddrinfo};

    Endpoint endpoint;
    endpoint.authority_ = fmt::format("{}:{}", host, port);
    endpoint.size_ = found->ai_addrlen;
    std::memcpy(&endpoint.address_, found->ai_addr, found->ai_addrlen);
    return endpoint;
}

bool Endpoint::is_loopback() const
{
    if (address_.ss_family == AF_INET) {
        auto const& address = reinterpret_cast<sockaddr_in const&>(address_);
        return ntohl(address.sin_addr.s_addr) >> 24U == 127U;
    }
    return address_.ss_family == AF_INET6 &&
           IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<sockaddr_in6 const&>(address_).sin6_addr) != 0;
}

}
