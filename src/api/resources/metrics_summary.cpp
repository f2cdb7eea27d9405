// SPDX-License-Identifier: Apache-2.0
#include "api/resources/metrics_summary.hpp"

#include "json/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

namespace api {

namespace {

struct Endpoint {
    std::uint64_t requests = 0;
    std::uint64_t errors = 0;
    telemetry::Histogram::Snapshot duration;
};

struct Summary {
    std::uint64_t requests = 0;
    std::uint64_t errors = 0;
    std::int64_t connections = 0;
    std::map<std::string, Endpoint> endpoints;  ///< "GET /health".
};

std::string_view value_of(telemetry::Labels const& labels, std::string_view key)
{
    auto const found = std::ranges::find(labels, key, &telemetry::Labels::value_type::first);
    return found == labels.end() ? std::string_view() : found->second;
}

std::string endpoint_name(telemetry::Labels const& labels)
{
    return fmt::format("{} {}", value_of(labels, "method"), value_of(labels, "route"));
}

Summary summarize(telemetry::Registry const& registry)
{
    Summary result;
    registry.visit({
        .counter =
            [&result](std::string_view name, std::string_view, telemetry::Labels const& labels,
                      telemetry::Counter const& counter) {
                auto const count = counter.value();
                if (name != "http_requests_total" || count == 0) return;
                auto& endpoint = result.endpoints[endpoint_name(labels)];
                bool const is_error = value_of(labels, "status").starts_with('5');
                for (auto* requests : {&result.requests, &endpoint.requests}) *requests += count;
                if (!is_error) return;
                for (auto* errors : {&result.errors, &endpoint.errors}) *errors += count;
            },
        .gauge =
            [&result](std::string_view name, std::string_view, telemetry::Labels const&,
                      telemetry::Gauge const& gauge) {
                if (name == "http_connections_open") result.connections += gauge.value();
            },
        .histogram =
            [&result](std::string_view name, std::string_view, telemetry::Labels const& labels,
                      telemetry::Histogram const& histogram) {
                if (name != "http_request_duration_seconds") return;
                auto const known = result.endpoints.find(endpoint_name(labels));
                if (known != result.endpoints.end()) known->second.duration = histogram.snapshot();
            },
    });
    return result;
}

std::string seconds(double value) { return fmt::format("{:.6f}", value); }

}

std::string metrics_summary(telemetry::Registry const& registry)
{
    auto const summary = summarize(registry);
    std::string out;
    json::Writer writer(out);
    writer.begin_object()
        .member("requests_total", summary.requests)
        .member("errors_total", summary.errors)
        .member("active_connections", summary.connections);
    writer.key("endpoints").begin_object();
    for (auto const& [name, endpoint] : summary.endpoints) {
        auto const& duration = endpoint.duration;
        auto const average = duration.count == 0 ? 0 : duration.sum / static_cast<double>(duration.count);
        writer.key(name).begin_object().member("requests", endpoint.requests).member("errors", endpoint.errors);
        writer.key("avg_duration").raw(seconds(average));
        writer.key("p95_duration").raw(seconds(duration.count == 0 ? 0 : telemetry::quantile(duration, 0.95)));
        writer.end_object();
    }
    writer.end_object().end_object();
    return out;
}

}
