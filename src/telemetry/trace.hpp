// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace telemetry {

using TraceId = std::array<std::uint8_t, 16>;
using SpanId = std::array<std::uint8_t, 8>;

/// A place in a trace, as W3C Trace Context passes it on. Neither id is all zeros.
struct SpanContext {
    TraceId trace_id{};
    SpanId span_id{};
    bool is_sampled = false;

    bool operator==(SpanContext const&) const = default;
};

/// The header `traceparent` (W3C Trace Context §3.2), also of later versions; nothing when it is not well-formed.
std::optional<SpanContext> parse_traceparent(std::string_view text);
std::string format_traceparent(SpanContext const& context);

/// The header `tracestate` (§3.3), as it came; empty when it is not well-formed, or longer than 512 bytes.
std::string_view checked_tracestate(std::string_view text);

std::string trace_id_text(SpanContext const& context);

/// Something that took time.
struct Span {
    SpanContext context;
    std::optional<SpanId> parent = {};
    std::string tracestate = {};
    std::string name;
    std::chrono::system_clock::time_point begin, end;
    bool is_error = false;

    using Value = std::variant<std::string, std::int64_t>;
    std::vector<std::pair<std::string_view, Value>> attributes = {};  ///< Names are static text.
};

/// Where finished spans go. Any thread.
class SpanSink {
public:
    virtual ~SpanSink() = default;

    /// Never blocks; drops and counts what there is no room for.
    virtual void put(Span span) = 0;
};

/// Which requests are traced: those whose caller decided so, and of those that come without a trace a share.
struct Tracing {
    SpanSink* sink = nullptr;  ///< Null: nothing is exported, and only requests that bring a trace have one.
    double share = 1;          ///< From 0 to 1.
};

/// Our own place under what the caller sent (either header may be missing or wrong), or in a new trace.
struct RequestTrace {
    SpanContext context;
    std::optional<SpanId> parent = {};
    std::string tracestate = {};
};
RequestTrace begin_trace(Tracing const& tracing, std::optional<std::string_view> traceparent,
                         std::string_view tracestate);

}
