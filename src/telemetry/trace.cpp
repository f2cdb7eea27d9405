// SPDX-License-Identifier: Apache-2.0
#include "telemetry/trace.hpp"

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace telemetry {

namespace {

constexpr std::size_t traceparent_bytes = 55;
constexpr std::size_t most_tracestate_bytes = 512;
constexpr std::size_t most_members = 32;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Lower case only (§2.2.2).
std::optional<std::uint8_t> hex_digit(char c)
{
    if (is_digit(c)) return static_cast<std::uint8_t>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
    return std::nullopt;
}

bool read_hex(std::string_view text, std::span<std::uint8_t> out)
{
    for (std::size_t i = 0; i < out.size(); ++i) {
        auto const high = hex_digit(text[2 * i]);
        auto const low = hex_digit(text[2 * i + 1]);
        if (!high || !low) return false;
        out[i] = static_cast<std::uint8_t>(*high << 4 | *low);
    }
    return true;
}

bool is_zero(std::span<std::uint8_t const> bytes)
{
    return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

/// §3.3.1.3.1: simple-key or multi-tenant key.
bool is_key(std::string_view key)
{
    if (key.empty() || key.size() > 256 || (!is_lower(key[0]) && !is_digit(key[0]))) return false;
    auto const is_ours = [](char c) { return is_lower(c) || is_digit(c) || std::string_view("_-*/@").contains(c); };
    return std::ranges::all_of(key, is_ours) && std::ranges::count(key, '@') <= 1 && !key.ends_with('@');
}

bool is_value(std::string_view value)
{
    auto const is_ours = [](char c) { return c >= 0x20 && c <= 0x7e && c != ',' && c != '='; };
    return !value.empty() && value.size() <= 256 && std::ranges::all_of(value, is_ours) && !value.ends_with(' ');
}

void fill_with_id(std::span<std::uint8_t> id)
{
    do base::fill_random(id);
    while (is_zero(id));
}

/// By the trace id, so that whoever else samples by the same share takes the same traces.
bool is_chosen(TraceId const& id, double share)
{
    std::uint64_t low = 0;
    for (auto const byte : std::span(id).subspan(8)) low = low << 8 | byte;
    if (share >= 1) return true;
    return static_cast<double>(low >> 1) < share * std::ldexp(1.0, 63);
}

}

std::optional<SpanContext> parse_traceparent(std::string_view text)
{
    if (text.size() < traceparent_bytes || text[2] != '-' || text[35] != '-' || text[52] != '-') return std::nullopt;
    std::array<std::uint8_t, 1> version{}, flags{};
    SpanContext context;
    bool const is_hex = read_hex(text, version) && read_hex(text.substr(3), context.trace_id) &&
                        read_hex(text.substr(36), context.span_id) && read_hex(text.substr(53), flags);
    if (!is_hex || version[0] == 0xff || is_zero(context.trace_id) || is_zero(context.span_id)) return std::nullopt;
    if (text.size() > traceparent_bytes && (version[0] == 0 || text[traceparent_bytes] != '-')) return std::nullopt;
    context.is_sampled = (flags[0] & 1) != 0;
    return context;
}

std::string format_traceparent(SpanContext const& context)
{
    return "00-" + base::to_hex(context.trace_id) + '-' + base::to_hex(context.span_id) +
           (context.is_sampled ? "-01" : "-00");
}

std::string_view checked_tracestate(std::string_view text)
{
    if (text.size() > most_tracestate_bytes) return {};
    std::size_t members = 0;
    for (auto rest = text; !rest.empty();) {
        auto const comma = std::min(rest.find(','), rest.size());
        auto const member = base::trim(rest.substr(0, comma));
        rest.remove_prefix(std::min(comma + 1, rest.size()));
        if (member.empty()) continue;
        auto const equals = member.find('=');
        if (equals == member.npos || ++members > most_members) return {};
        if (!is_key(member.substr(0, equals)) || !is_value(member.substr(equals + 1))) return {};
    }
    return text;
}

std::string trace_id_text(SpanContext const& context) { return base::to_hex(context.trace_id); }

RequestTrace begin_trace(Tracing const& tracing, std::optional<std::string_view> traceparent,
                         std::string_view tracestate)
{
    RequestTrace trace;
    if (auto const parent = traceparent ? parse_traceparent(*traceparent) : std::nullopt) {
        trace.context = *parent;
        trace.parent = parent->span_id;
        trace.tracestate = checked_tracestate(tracestate);
    } else {
        fill_with_id(trace.context.trace_id);
        trace.context.is_sampled = tracing.sink && is_chosen(trace.context.trace_id, tracing.share);
    }
    fill_with_id(trace.context.span_id);
    return trace;
}

}
