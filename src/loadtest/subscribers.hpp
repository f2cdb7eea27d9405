// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadtest/deliveries.hpp"
#include "loadtest/options.hpp"
#include "loadtest/poller.hpp"

#include <boost/json/object.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace loadtest {

/// Plain WebSockets that are sent whatever somebody posts to their channel, as nchan does it: no account, no log, no
/// acknowledgement. `options.devices` of them over `options.businesses` channels.
class Subscribers {
public:
    /// Poller, endpoint and options outlive them.
    Subscribers(Poller& poller, Endpoint const& endpoint, Options const& options);
    ~Subscribers();

    Deliveries& deliveries() { return deliveries_; }

    /// Returns when each has its upgrade. Throws std::runtime_error when one is refused.
    void open();

    /// Returns when everything that was accepted has arrived, or after 5 s.
    void wait_for_all();

    bool all_went_well() const { return deliveries_.missing() == 0 && closed_ == 0; }
    boost::json::object to_json() const;

private:
    class Socket;

    Poller& poller_;
    Endpoint const& endpoint_;
    Options const& options_;
    Deliveries deliveries_;
    std::vector<std::unique_ptr<Socket>> sockets_;
    std::size_t open_ = 0;
    std::uint64_t closed_ = 0;
};

/// Posts numbered messages of `options.bytes` to the channels in turn; any 2xx will do.
class Posts final : public Workload {
public:
    Posts(Endpoint const& endpoint, Options const& options, Deliveries& deliveries);
    void write(std::size_t connection, std::string& out) override;
    bool read(std::size_t connection, Answer const& answer, Nanos due) override;

private:
    Endpoint const& endpoint_;
    Options const& options_;
    Deliveries& deliveries_;
    std::string filling_;
    std::vector<std::uint64_t> numbers_;  ///< By connection.
    std::uint64_t next_ = 0;
};

}
