// SPDX-License-Identifier: Apache-2.0
#include "http/server/door.hpp"

namespace http {

namespace {

/// The /64 of an IPv6 address; IPv4 in a range that is nobody's /64 (RFC 4291 §2.5.5.2 keeps ::/80 for mapping).
std::uint64_t client_of(boost::asio::ip::address const& address)
{
    constexpr std::uint64_t ipv4 = 0xffff'0000'0000;
    if (address.is_v4()) return ipv4 | address.to_v4().to_uint();
    std::uint64_t network = 0;
    auto const bytes = address.to_v6().to_bytes();
    for (std::size_t i = 0; i < 8; ++i) network = network << 8 | bytes[i];
    return network;
}

}

std::optional<ClientTally::Place> ClientTally::enter(boost::asio::ip::address const& address, std::size_t most)
{
    auto const client = client_of(address);
    std::lock_guard const lock(mutex_);
    auto const [found, is_new] = counts_.try_emplace(client, 0);
    if (found->second >= most) return std::nullopt;
    ++found->second;
    return std::make_optional<Place>(shared_from_this(), client);
}

void ClientTally::leave(std::uint64_t client)
{
    std::lock_guard const lock(mutex_);
    auto const found = counts_.find(client);
    if (--found->second == 0) counts_.erase(found);
}

std::size_t ClientTally::clients() const
{
    std::lock_guard const lock(mutex_);
    return counts_.size();
}

Door::Door(Limits const& limits, Edges const& edges)
    : most_(limits.connections),
      most_of_client_(limits.connections_per_address),
      trusted_proxies_(edges.trusted_proxies),
      rate_(static_cast<double>(limits.accepts_per_second), static_cast<double>(limits.accepts_per_second))
{
}

Door::Decision Door::decide(boost::asio::ip::address const& peer, std::size_t open, TokenBucket::Time now)
{
    if (!rate_.take(now)) return {&refusal::accept_rate, std::nullopt};
    if (open >= most_) return {&refusal::connections, std::nullopt};
    if (is_in_any(trusted_proxies_, peer)) return {nullptr, std::nullopt};
    auto place = clients_->enter(peer, most_of_client_);
    if (!place) return {&refusal::connections_of_client, std::nullopt};
    return {nullptr, std::move(place)};
}

}
