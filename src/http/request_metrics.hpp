// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/refusal.hpp"
#include "http/router.hpp"
#include "telemetry/metrics.hpp"

#include <array>
#include <chrono>
#include <unordered_map>

namespace http {

/// The metrics of requests, found by name once and by pointer afterwards. One per core; not shared between threads.
class RequestMetrics {
public:
    explicit RequestMetrics(telemetry::Registry& registry) : registry_(registry) {}

    /// `route` null: no route, or refused before it was known.
    void record(Route const* route, Method method, Status status, std::chrono::nanoseconds duration);

    /// A limit bit; `limit` is its setting's name and lives for ever.
    void count_limit(std::string_view limit);

    void count_failed_handshake();

private:
    static constexpr std::size_t methods = 7;
    static constexpr std::size_t classes = 6;  ///< By the status's first digit.

    struct Series {
        telemetry::Histogram* duration = nullptr;
        std::array<std::array<telemetry::Counter*, classes>, methods> requests{};
    };

    telemetry::Counter& add_counter(Route const* route, Method method, std::size_t status_class);

    telemetry::Registry& registry_;
    std::unordered_map<Route const*, Series> routes_;
    std::unordered_map<std::string_view, telemetry::Counter*> limits_;
};

}
