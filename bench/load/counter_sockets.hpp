// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "load/engine.hpp"
#include "load/histogram.hpp"
#include "load/sample_orders.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace load {

/// The devices at the counters: authenticated WebSockets spread evenly over the businesses, each following its
/// business's log. Checks every message's place in the log, and takes the time from an order's 201 (and from
/// the instant its request was due) to its event on each socket.
class CounterSockets {
public:
    /// `external_prefix`: what the external ids of the run's orders start with; their number follows.
    CounterSockets(Poller& poller, Endpoint const& endpoint, Tenants const& tenants, std::string token,
                   std::size_t count, std::string const& external_prefix);
    ~CounterSockets();

    /// Returns when every socket has had its `live`. Throws std::runtime_error when one is refused.
    void open();

    /// The engine whose window decides which orders count in the figures.
    void count_in(Engine const& engine) { engine_ = &engine; }

    void on_accepted(SampleOrders::Written const& order, Nanos due);

    /// Returns when every accepted order has reached every socket of its business, or after 5 s.
    void wait_for_all();

    bool all_went_well() const;
    boost::json::object to_json() const;

private:
    class Counter;
    struct Watched {
        std::size_t tenant = 0;
        Nanos due = 0;
        Nanos accepted_at = 0;
        std::size_t arrived = 0;
        std::vector<Nanos> early;  ///< Events that overtook the 201.
    };

    void on_live() { ++live_; }
    void on_closed(unsigned code, std::string_view reason);
    void on_event(std::uint64_t number, Nanos at);
    void measure(Watched const& order, Nanos at);
    Watched& order(std::uint64_t number);
    std::uint64_t missing() const;

    Poller& poller_;
    Endpoint const& endpoint_;
    Tenants const& tenants_;
    std::string const token_;
    std::string const marker_;
    Engine const* engine_ = nullptr;
    std::vector<std::unique_ptr<Counter>> counters_;
    std::vector<std::size_t> per_tenant_;
    std::size_t count_;
    std::size_t live_ = 0;
    std::vector<Watched> orders_;

    Histogram accepted_to_received_;
    Histogram due_to_received_;
    std::uint64_t events_ = 0;
    std::uint64_t overtook_ = 0;
    std::uint64_t gaps_ = 0;
    std::uint64_t duplicates_ = 0;
    std::uint64_t closed_ = 0;
};

/// New orders whose events are awaited.
class WatchedOrders final : public Workload {
public:
    WatchedOrders(SampleOrders& orders, CounterSockets& counters, std::size_t connections)
        : orders_(orders), counters_(counters), written_(connections)
    {
    }
    void write(std::size_t connection, std::string& out) override { written_[connection] = orders_.write_next(out); }
    bool read(std::size_t connection, Answer const& answer, Nanos due) override;

private:
    SampleOrders& orders_;
    CounterSockets& counters_;
    std::vector<SampleOrders::Written> written_;
};

}
