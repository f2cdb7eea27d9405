// SPDX-License-Identifier: Apache-2.0
#include "http/protocol/request_metrics.hpp"

#include "telemetry/shared_metrics.hpp"

#include <algorithm>

namespace http {

namespace {

constexpr std::array<std::string_view, 21> limits{
    "accepts_per_second",
    "allowed_hosts",
    "answer_timeout",
    "body_bytes",
    "body_bytes_per_second",
    "body_timeout",
    "chunk_overhead_bytes",
    "connections",
    "connections_per_address",
    "cors_origins",
    "descriptors",
    "header_bytes",
    "header_fields",
    "header_timeout",
    "idle_timeout",
    "keepalive_after",
    "stall_timeout",
    "target_bytes",
    "websocket_bytes_per_second",
    "websocket_message_bytes",
    "websocket_messages_per_second",
};

std::string label(Route const* route) { return route ? route->path : "unmatched"; }

}

RequestMetrics::RequestMetrics(telemetry::Registry& registry, Router const& router)
    : registry_(registry),
      failed_handshakes_(registry.counter("http_tls_handshakes_failed_total",
                                          "TLS handshakes that a client began and did not complete.")),
      slow_(telemetry::slow_counter(registry, "request"))
{
    for (auto const limit : limits) limits_.emplace(limit, &telemetry::limit_counter(registry, limit));
    for (auto const* route : router.routes())
        for (auto const status : {Status::internal_server_error, Status::service_unavailable})
            request_counter(routes_[route], route, route->method, status);
    request_counter(routes_[nullptr], nullptr, Method::get, Status::not_found);
    duration_histogram(nullptr);
}

void RequestMetrics::record(Route const* route, Method method, Status status,
                            std::optional<std::chrono::nanoseconds> duration)
{
    auto& series = routes_[route];
    request_counter(series, route, method, status).add();
    if (!duration) return;
    if (!series.duration) series.duration = &duration_histogram(route);
    series.duration->record(*duration);
}

telemetry::Counter& RequestMetrics::request_counter(Series& series, Route const* route, Method method, Status status)
{
    auto& known = series.requests[static_cast<std::size_t>(method)];
    auto const found = std::ranges::find(known, status, &std::pair<Status, telemetry::Counter*>::first);
    if (found != known.end()) return *found->second;
    auto& added = registry_.counter("http_requests_total", "Requests answered.",
                                    {{"route", label(route)},
                                     {"method", std::string(method_name(method))},
                                     {"status", std::to_string(static_cast<unsigned>(status))}});
    known.emplace_back(status, &added);
    return added;
}

telemetry::Histogram& RequestMetrics::duration_histogram(Route const* route)
{
    return registry_.histogram(
        "http_request_duration_seconds",
        "From the first byte of a request to the last of its answer; long polls that waited are "
        "left out, streams are measured until they begin.",
        {{"route", label(route)}, {"method", route ? std::string(method_name(route->method)) : "any"}});
}

void RequestMetrics::count_limit(std::string_view limit)
{
    auto*& counter = limits_[limit];
    if (!counter) counter = &telemetry::limit_counter(registry_, limit);
    counter->add();
}

}
