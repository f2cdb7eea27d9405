// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadtest/devices.hpp"
#include "loadtest/options.hpp"
#include "loadtest/report.hpp"
#include "loadtest/sample_orders.hpp"

namespace loadtest {

/// Devices at the counters and orders for them: the tests that need both. Each object is one test. What it is made
/// of outlives it.
class WatchedRun {
public:
    /// Signs in.
    WatchedRun(Options const& options, Endpoint const& endpoint, std::vector<Sample> const& samples, Tenants& tenants);

    /// Orders at the pace of the options; how long each takes to reach every device of its business.
    Result deliver();

    /// Each device misses `options.behind` events while somebody restarts the server, and comes back as soon as the
    /// server is ready; how long that takes for all of them.
    Result resume();

    /// What the memory of `options.server_process` rises by when the devices open and get one event each.
    Result idle();

private:
    Result place(Pace const& pace, bool in_turn, bool is_timed, Deliveries& deliveries);
    void place_for_each(std::size_t count, Deliveries& deliveries);
    void wait_until_gone();
    void wait_until_ready();

    Options const& options_;
    Endpoint const& endpoint_;
    Tenants const& tenants_;
    Poller poller_;
    SampleOrders orders_;
    Devices devices_;
};

}
