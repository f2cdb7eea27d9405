// SPDX-License-Identifier: Apache-2.0
#include "http/protocol/request_record.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace http {

namespace {

std::int64_t in_us(std::chrono::nanoseconds duration)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
}

void warn_of_slowness(Service& service, RequestRecord const& record)
{
    service.metrics().count_slow();
    service.log().warning("slow_operation", {{"operation", "request"},
                                             {"request_id", record.request.request_id},
                                             {"method", method_name(record.request.method)},
                                             {"route", record.request.route},
                                             {"status", static_cast<unsigned>(record.status)},
                                             {"duration_us", in_us(record.ours)}});
}

void log_request(Service& service, RequestRecord const& record)
{
    auto const& request = record.request;
    telemetry::Field const request_id("request_id", request.request_id);
    telemetry::Field const method("method", method_name(request.method));
    telemetry::Field const route("route", request.route);
    telemetry::Field const status("status", static_cast<unsigned>(record.status));
    telemetry::Field const bytes("bytes", record.body_bytes);
    telemetry::Field const took("duration_us", in_us(record.duration));
    telemetry::Field const peer("peer", record.peer);
    if (!record.trace) return service.log().info("request", {request_id, method, route, status, bytes, took, peer});
    auto const trace_id = telemetry::trace_id_text(record.trace->context);
    service.log().info("request",
                       {request_id, method, route, status, bytes, took, peer, telemetry::Field("trace_id", trace_id)});
}

/// A server span after OpenTelemetry's conventions for HTTP. `url.path` and `url.query` are left out, for they may hold
/// what is nobody's business, and so are addresses.
telemetry::Span span_of(RequestRecord const& record)
{
    auto const& request = record.request;
    std::string const method(method_name(request.method));
    telemetry::Span span{.context = record.trace->context,
                         .parent = record.trace->parent,
                         .tracestate = record.trace->tracestate,
                         .name = request.route.empty() ? method : method + ' ' + std::string(request.route),
                         .begin = record.end - std::chrono::duration_cast<WallTime::duration>(record.duration),
                         .end = record.end,
                         .is_error = record.status >= Status::internal_server_error};
    span.attributes.emplace_back("http.request.method", method);
    span.attributes.emplace_back("url.scheme", request.is_secure ? "https" : "http");
    if (!request.route.empty()) span.attributes.emplace_back("http.route", std::string(request.route));
    span.attributes.emplace_back("http.response.status_code", static_cast<std::int64_t>(record.status));
    span.attributes.emplace_back("network.protocol.version", record.is_http_1_1 ? "1.1" : "1.0");
    if (span.is_error) span.attributes.emplace_back("error.type", std::to_string(static_cast<unsigned>(record.status)));
    span.attributes.emplace_back("order_receiver.request_id", request.request_id);
    return span;
}

}

void record_request(Service& service, RequestRecord const& record)
{
    service.metrics().record(record.route, record.request.method, record.status,
                             record.has_waited ? std::nullopt : std::optional(record.duration));
    if (!record.has_waited && record.ours > service.slow_operation()) warn_of_slowness(service, record);
    if (service.logs_requests()) log_request(service, record);
    auto* const sink = service.tracing().sink;
    if (sink && record.trace && record.trace->context.is_sampled) sink->put(span_of(record));
}

}
