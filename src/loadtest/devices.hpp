// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadtest/deliveries.hpp"
#include "loadtest/poller.hpp"
#include "loadtest/tenants.hpp"

#include <boost/json/object.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace loadtest {

/// The devices at the counters: authenticated WebSockets spread evenly over the businesses, each following its
/// business's log and checking that every message continues it where the last one ended.
class Devices {
public:
    /// `external_prefix`: what the external ids of the run's orders start with; their number follows. All but the
    /// prefix outlive the devices.
    Devices(Poller& poller, Endpoint const& endpoint, Tenants const& tenants, std::size_t count, std::size_t at_once,
            std::string const& external_prefix);
    ~Devices();

    Deliveries& deliveries() { return deliveries_; }

    /// Opens them all, `at_once` at a time; returns when each has had its `live`. Throws std::runtime_error when one
    /// is refused.
    void open();

    /// Returns when everything that was accepted has arrived, or after 5 s.
    void wait_for_all();

    /// From now on the server may end the connections.
    void expect_end() { is_end_expected_ = true; }
    bool all_ended() const { return closed_ == seats_.size(); }
    Nanos first_ended_at() const { return first_ended_at_; }

    /// Opens all again, each with a cursor `behind` events before what it had last; returns as `open` does.
    void resume(std::uint64_t behind);

    bool all_went_well() const;
    boost::json::object to_json() const;

private:
    class Socket;
    /// A device, whatever becomes of its connections.
    struct Seat {
        std::size_t tenant = 0;
        std::size_t number = 0;  ///< Among the devices of its business.
        std::uint64_t first = 0;  ///< The log's head when it came first.
        std::uint64_t seq = 0;  ///< Of the last event that it had.
        Nanos opened_at = 0;
        std::unique_ptr<Socket> socket;
    };

    void open_all();
    void on_welcome(Seat& seat, std::string_view text);
    void on_live(Seat& seat);
    void on_events(Seat& seat, std::string_view text, Nanos at);
    void on_reset(Seat& seat, std::string_view text);
    void on_closed(unsigned code, std::string_view reason);

    Poller& poller_;
    Endpoint const& endpoint_;
    Tenants const& tenants_;
    std::size_t const at_once_;
    std::string const marker_;
    Deliveries deliveries_;
    std::vector<Seat> seats_;
    std::vector<std::string> epochs_;  ///< By tenant.
    std::size_t live_ = 0;
    bool is_resuming_ = false;
    bool is_end_expected_ = false;
    Nanos first_ended_at_ = 0;

    Histogram opening_;
    std::uint64_t awaited_ = 0;  ///< Events that a resume must bring.
    std::uint64_t replayed_ = 0;  ///< Events that it brought.
    std::uint64_t gaps_ = 0;
    std::uint64_t duplicates_ = 0;
    std::uint64_t resets_ = 0;
    std::uint64_t closed_ = 0;
};

}
