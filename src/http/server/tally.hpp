// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/time.hpp"
#include "telemetry/metrics.hpp"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace http {

/// How many connections the server has. Any thread.
class Tally {
public:
    enum class Kind { http, websocket, stream, refused };

    explicit Tally(telemetry::Registry& registry);

    void add(Kind kind);
    void remove(Kind kind);

    std::size_t open() const { return http_.n + websockets_.n + streams_.n; }
    std::size_t refused() const { return refused_.n; }

    /// The registry is not touched any more.
    void detach();

    /// Waits until there are none; false at `deadline`.
    bool wait_for_end(SteadyTime deadline);

private:
    struct Count {
        std::atomic<std::size_t> n{0};
        std::atomic<telemetry::Gauge*> gauge{nullptr};
    };
    Count& count(Kind kind);

    Count http_;
    Count websockets_;
    Count streams_;
    Count refused_;
    std::mutex mutex_;
    std::condition_variable changed_;
};

}
