// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/refusal.hpp"
#include "http/router.hpp"
#include "telemetry/metrics.hpp"

#include <array>
#include <chrono>
#include <unordered_map>
#include <utility>
#include <vector>

namespace http {

/// The metrics of requests, found by name once and by pointer afterwards. One per core; not shared between threads.
class RequestMetrics {
public:
    /// Registers what may be counted, so that a first failure shows as a rise from 0.
    RequestMetrics(telemetry::Registry& registry, Router const& router);

    /// `route` null: no route, or refused before it was known. Without a duration for an answer that waited for
    /// something on purpose.
    void record(Route const* route, Method method, Status status, std::optional<std::chrono::nanoseconds> duration);

    /// A limit bit; `limit` is its setting's name and lives for ever.
    void count_limit(std::string_view limit);

    void count_failed_handshake() { failed_handshakes_.add(); }
    void count_slow() { slow_.add(); }

private:
    static constexpr std::size_t methods = 7;

    struct Series {
        telemetry::Histogram* duration = nullptr;
        /// Few each: searched from the front.
        std::array<std::vector<std::pair<Status, telemetry::Counter*>>, methods> requests;
    };

    telemetry::Counter& request_counter(Series& series, Route const* route, Method method, Status status);
    telemetry::Histogram& duration_histogram(Route const* route);

    telemetry::Registry& registry_;
    telemetry::Counter& failed_handshakes_;
    telemetry::Counter& slow_;
    std::unordered_map<Route const*, Series> routes_;
    std::unordered_map<std::string_view, telemetry::Counter*> limits_;
};

}
