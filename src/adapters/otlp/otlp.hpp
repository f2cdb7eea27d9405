// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"
#include "telemetry/trace.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// Spans to a collector over OTLP/HTTP with JSON bodies, by libcurl.
namespace adapters::otlp {

using Header = std::pair<std::string, std::string>;

struct Options {
    std::string endpoint = {};         ///< http://collector:4318; `/v1/traces` is added unless it ends so.
    std::vector<Header> headers = {};  ///< Sent with every batch.
    std::string service_version = {};
    std::size_t queue = 4096;          ///< Spans that may wait; more are dropped and counted.
    std::size_t batch = 512;           ///< Spans in one request at most.
    std::chrono::milliseconds interval{1'000};     ///< At most so long a span waits for others.
    std::chrono::milliseconds timeout{5'000};      ///< For one request.
    std::chrono::milliseconds last_timeout{500};   ///< For what is left at the end.
    std::vector<std::chrono::milliseconds> pauses = {std::chrono::seconds(1), std::chrono::seconds(4)};
};

/// Sends on a thread of its own. What the collector says to try again (429, 502, 503, 504) or does not answer is sent
/// again after each of the pauses, then dropped and counted. Destroying it sends once what is left, within
/// `last_timeout`, and gives up on a request under way.
std::unique_ptr<telemetry::SpanSink> open_otlp_exporter(Options options, telemetry::Log& log,
                                                        telemetry::Registry& registry);

/// "name=value,name=value", as OTEL_EXPORTER_OTLP_HEADERS; nothing when it is not that.
std::optional<std::vector<Header>> parse_headers(std::string_view text);

}
