// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/edges.hpp"
#include "http/limits.hpp"
#include "http/refusal.hpp"
#include "http/server/token_bucket.hpp"

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace http {

/// How many connections each client has. A client is an IPv4 address or a /64 of IPv6, which is what one household
/// gets. Holds nothing of clients without a connection. Any thread.
class ClientTally : public std::enable_shared_from_this<ClientTally> {
public:
    /// One connection's place; given back at its end.
    class Place {
    public:
        Place(std::shared_ptr<ClientTally> tally, std::uint64_t client) : tally_(std::move(tally)), client_(client) {}
        Place(Place&&) = default;
        Place& operator=(Place&&) = delete;
        ~Place()
        {
            if (tally_) tally_->leave(client_);
        }

    private:
        std::shared_ptr<ClientTally> tally_;  ///< Null after a move.
        std::uint64_t client_;
    };

    /// Nothing when the client has `most` already.
    std::optional<Place> enter(boost::asio::ip::address const& address, std::size_t most);

    std::size_t clients() const;

private:
    void leave(std::uint64_t client);

    mutable std::mutex mutex_;
    std::map<std::uint64_t, std::size_t> counts_;  ///< Ordered: no choice of addresses makes it slow.
};

/// Decides about each new connection: how many there may be in all, of one client, and how many may come in a second.
/// Trusted proxies are not counted as clients. For the acceptor's thread.
class Door {
public:
    struct Decision {
        Refusal const* refusal;  ///< Null: let it in.
        std::optional<ClientTally::Place> place;
    };

    Door(Limits const& limits, Edges const& edges);

    /// `open`: the connections that there are now.
    Decision decide(boost::asio::ip::address const& peer, std::size_t open, TokenBucket::Time now);

private:
    std::size_t most_;
    std::size_t most_of_client_;
    std::vector<Network> trusted_proxies_;
    TokenBucket rate_;
    std::shared_ptr<ClientTally> clients_ = std::make_shared<ClientTally>();
};

}
