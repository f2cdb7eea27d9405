// SPDX-License-Identifier: Apache-2.0
#include "http/request_metrics.hpp"

namespace http {

namespace {

std::string label(Route const* route) { return route ? route->path : "unmatched"; }

}

void RequestMetrics::record(Route const* route, Method method, Status status, std::chrono::nanoseconds duration)
{
    auto& series = routes_[route];
    auto const status_class = static_cast<std::size_t>(status) / 100;
    auto*& requests = series.requests[static_cast<std::size_t>(method)][status_class];
    if (!requests) requests = &add_counter(route, method, status_class);
    if (!series.duration)
        series.duration = &registry_.histogram("http_request_duration_seconds",
                                               "From the first byte of a request to the last of its answer.",
                                               {{"route", label(route)}});
    requests->add();
    series.duration->record(duration);
}

telemetry::Counter& RequestMetrics::add_counter(Route const* route, Method method, std::size_t status_class)
{
    return registry_.counter("http_requests_total", "Requests answered.",
                             {{"route", label(route)},
                              {"method", std::string(method_name(method))},
                              {"status", std::to_string(status_class) + "xx"}});
}

void RequestMetrics::count_failed_handshake()
{
    registry_.counter("http_tls_handshakes_failed_total", "TLS handshakes that a client began and did not complete.")
        .add();
}

void RequestMetrics::count_limit(std::string_view limit)
{
    auto*& counter = limits_[limit];
    if (!counter)
        counter = &registry_.counter("http_limits_total", "How often each limit of the listener bit.",
                                     {{"limit", std::string(limit)}});
    counter->add();
}

}
