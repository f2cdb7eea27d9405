// SPDX-License-Identifier: Apache-2.0
#include "adapters/otlp/span_json.hpp"

#include "base/bytes.hpp"
#include "json/writer.hpp"

#include <chrono>

namespace adapters::otlp {

namespace {

constexpr int server_kind = 2;
constexpr int error_status = 2;

/// JSON's numbers cannot hold them.
std::string in_quotes(std::int64_t number) { return std::to_string(number); }

std::string nanoseconds(std::chrono::system_clock::time_point time)
{
    return in_quotes(std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count());
}

void append_attribute(json::Writer& writer, std::string_view name, telemetry::Span::Value const& value)
{
    writer.begin_object().member("key", name).key("value").begin_object();
    if (auto const* text = std::get_if<std::string>(&value))
        writer.member("stringValue", std::string_view(*text));
    else
        writer.member("intValue", std::string_view(in_quotes(std::get<std::int64_t>(value))));
    writer.end_object().end_object();
}

void append_span(json::Writer& writer, telemetry::Span const& span)
{
    writer.begin_object()
        .member("traceId", std::string_view(base::to_hex(span.context.trace_id)))
        .member("spanId", std::string_view(base::to_hex(span.context.span_id)));
    if (span.parent) writer.member("parentSpanId", std::string_view(base::to_hex(*span.parent)));
    if (!span.tracestate.empty()) writer.member("traceState", std::string_view(span.tracestate));
    writer.member("name", std::string_view(span.name))
        .member("kind", server_kind)
        .member("startTimeUnixNano", std::string_view(nanoseconds(span.begin)))
        .member("endTimeUnixNano", std::string_view(nanoseconds(span.end)));
    writer.key("attributes").begin_array();
    for (auto const& [name, value] : span.attributes) append_attribute(writer, name, value);
    writer.end_array();
    if (span.is_error) writer.key("status").begin_object().member("code", error_status).end_object();
    writer.end_object();
}

}

std::string to_json(std::span<telemetry::Span const> spans, std::string_view service_version, std::string_view instance)
{
    std::string out;
    json::Writer writer(out);
    writer.begin_object().key("resourceSpans").begin_array().begin_object();
    writer.key("resource").begin_object().key("attributes").begin_array();
    append_attribute(writer, "service.name", std::string("order-receiver"));
    append_attribute(writer, "service.version", std::string(service_version));
    append_attribute(writer, "service.instance.id", std::string(instance));
    writer.end_array().end_object();
    writer.key("scopeSpans").begin_array().begin_object();
    writer.key("scope").begin_object().member("name", "order-receiver").end_object();
    writer.key("spans").begin_array();
    for (auto const& span : spans) append_span(writer, span);
    writer.end_array().end_object().end_array();
    writer.end_object().end_array().end_object();
    return out;
}

}
