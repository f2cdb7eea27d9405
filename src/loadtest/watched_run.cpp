// SPDX-License-Identifier: Apache-2.0
#include "loadtest/watched_run.hpp"

#include "loadtest/answer.hpp"
#include "loadtest/process_memory.hpp"
#include "loadtest/progress.hpp"
#include "loadtest/stream.hpp"
#include "loadtest/workloads.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace loadtest {

namespace {

/// Asks once whether the server is ready.
class ReadyQuestion final : public Stream {
public:
    ReadyQuestion(Poller& poller, Endpoint const& endpoint) : Stream(poller, endpoint)
    {
        send(fmt::format("GET /health/ready HTTP/1.1\r\nHost: {}\r\n\r\n", endpoint.authority()));
    }

    bool is_answered() const { return is_answered_; }
    bool is_ready() const { return is_ready_; }

private:
    std::size_t on_bytes(std::string_view bytes) override
    {
        auto const answer = read_answer(bytes);
        if (!answer) return 0;
        is_answered_ = true;
        is_ready_ = answer->status == 200;
        return answer->size;
    }

    void on_end() override { is_answered_ = true; }

    bool is_answered_ = false;
    bool is_ready_ = false;
};

/// Whether the server says so within a second.
bool is_ready(Poller& poller, Endpoint const& endpoint)
{
    try {
        ReadyQuestion question{poller, endpoint};
        auto const patience = now() + second;
        while (!question.is_answered() && now() < patience) poller.wait(patience);
        return question.is_ready();
    } catch (Unreachable const&) {
        return false;
    }
}

double seconds(Nanos duration)
{
    return std::round(static_cast<double>(duration) / static_cast<double>(second) * 1'000) / 1'000;
}

}

WatchedRun::WatchedRun(Options const& options, Endpoint const& endpoint, std::vector<Sample> const& samples,
                       Tenants& tenants)
    : options_(options),
      endpoint_(endpoint),
      tenants_(tenants),
      orders_(samples, tenants, endpoint, SampleOrders::ExternalIds::always),
      devices_(poller_, endpoint, tenants, options.devices, options.at_once, orders_.external_prefix())
{
    sign_in(endpoint, tenants);
}

Result WatchedRun::place(Pace const& pace, bool in_turn, bool is_timed, Deliveries& deliveries)
{
    WatchedOrders workload{orders_, deliveries, pace.connections, tenants_.list.size(), in_turn};
    Engine engine{poller_, endpoint_, pace, workload};
    if (is_timed) deliveries.count_in(&engine);
    engine.run();
    devices_.wait_for_all();
    deliveries.count_in(nullptr);
    return {engine.to_json(), engine.all_went_well()};
}

void WatchedRun::place_for_each(std::size_t count, Deliveries& deliveries)
{
    auto pace = options_.pace;
    pace.rate = 0;
    pace.count = tenants_.list.size() * count;
    if (pace.count == 0) return;
    if (!place(pace, true, false, deliveries).all_went_well || deliveries.missing() > 0)
        throw std::runtime_error("an order was refused or did not arrive");
}

Result WatchedRun::deliver()
{
    devices_.open();
    auto result = place(options_.pace, false, true, devices_.deliveries());
    result.figures["deliveries"] = devices_.to_json();
    result.all_went_well = result.all_went_well && devices_.all_went_well();
    return result;
}

void WatchedRun::wait_until_gone()
{
    auto const deadline = now() + static_cast<Nanos>(options_.patience * static_cast<double>(second));
    devices_.expect_end();
    while (!devices_.all_ended()) {
        poller_.wait(now() + second / 10);
        if (now() > deadline) throw std::runtime_error("nobody stopped the server");
    }
}

void WatchedRun::wait_until_ready()
{
    auto const deadline = now() + static_cast<Nanos>(options_.patience * static_cast<double>(second));
    while (now() < deadline) {
        if (is_ready(poller_, endpoint_)) return;
        poller_.wait(now() + second / 200);
    }
    throw std::runtime_error("the server did not come back");
}

Result WatchedRun::resume()
{
    devices_.open();
    place_for_each(options_.behind, devices_.deliveries());
    fmt::print(stderr, "loadtest: {} devices are live: restart the server now\n", options_.devices);
    wait_until_gone();
    wait_until_ready();
    auto const ready_at = now();
    devices_.resume(options_.behind);
    auto const done_at = now();
    return {{{"seconds_to_resume", seconds(done_at - ready_at)},
             {"seconds_away", seconds(done_at - devices_.first_ended_at())},
             {"at_once", options_.at_once},
             {"deliveries", devices_.to_json()}},
            devices_.all_went_well()};
}

Result WatchedRun::idle()
{
    // What orders alone make the server keep is there before.
    Deliveries to_nobody{tenants_.list.size()};
    place_for_each(1, to_nobody);
    auto const before = proportional_bytes(options_.server_process);
    devices_.open();
    place_for_each(1, devices_.deliveries());
    auto const after = proportional_bytes(options_.server_process);
    auto const each = static_cast<double>(after - before) / static_cast<double>(options_.devices);
    return {{{"bytes_before", before},
             {"bytes_after", after},
             {"bytes_per_device", std::llround(each)},
             {"deliveries", devices_.to_json()}},
            devices_.all_went_well()};
}

}
