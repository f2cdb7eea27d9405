// SPDX-License-Identifier: Apache-2.0
#include "telemetry/log_line.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace telemetry {

namespace {

void append(fmt::memory_buffer& out, std::string_view text) { out.append(text.data(), text.data() + text.size()); }

bool is_plain(char c)
{
    auto const byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\';
}

/// C0, DEL and C1: a terminal may act on any of them.
bool is_control(std::string_view sequence)
{
    if (sequence.size() == 2) return sequence[0] == '\xc2' && static_cast<unsigned char>(sequence[1]) < 0xa0;
    return sequence.size() == 1 && (static_cast<unsigned char>(sequence[0]) < 0x20 || sequence[0] == '\x7f');
}

void append_escaped(fmt::memory_buffer& out, std::string_view sequence)
{
    switch (sequence[0]) {
    case '"': return append(out, "\\\"");
    case '\\': return append(out, "\\\\");
    case '\n': return append(out, "\\n");
    case '\r': return append(out, "\\r");
    case '\t': return append(out, "\\t");
    default: break;
    }
    if (!is_control(sequence)) return append(out, sequence);
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(sequence.back()));
}

/// A JSON string (RFC 8259 §7). Bytes that are not UTF-8 become U+FFFD.
void append_quoted(fmt::memory_buffer& out, std::string_view text)
{
    out.push_back('"');
    while (!text.empty()) {
        auto const plain = static_cast<std::size_t>(std::ranges::find_if_not(text, is_plain) - text.begin());
        append(out, text.substr(0, plain));
        text.remove_prefix(plain);
        if (text.empty()) break;

        auto const size = base::leading_code_point_size(text);
        append_escaped(out, size == 0 ? "\xef\xbf\xbd" : text.substr(0, size));
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    out.push_back('"');
}

/// As it is if that cannot be misread, else quoted.
void append_word(fmt::memory_buffer& out, std::string_view text)
{
    auto const readable = [](char c) { return is_plain(c) && c != ' ' && c != '='; };
    if (text.empty() || !std::ranges::all_of(text, readable)) return append_quoted(out, text);
    append(out, text);
}

struct ValueWriter {
    fmt::memory_buffer& out;
    bool json;

    void operator()(std::string_view text) const { json ? append_quoted(out, text) : append_word(out, text); }
    void operator()(bool claim) const { append(out, claim ? "true" : "false"); }
    void operator()(std::int64_t number) const { append(out, fmt::format_int(number).c_str()); }

    void operator()(double number) const
    {
        // JSON has no NaN and no infinity.
        if (json && !std::isfinite(number)) return append(out, "null");
        fmt::format_to(std::back_inserter(out), "{}", number);
    }
};

std::string_view name_of(Level level, bool json)
{
    switch (level) {
    case Level::debug: return json ? "debug" : "DEBUG";
    case Level::info: return json ? "info" : "INFO ";
    case Level::warning: return json ? "warning" : "WARN ";
    case Level::error: return json ? "error" : "ERROR";
    }
    return "";
}

}

void append_line(fmt::memory_buffer& out, bool json, Level level, std::string_view event, std::span<Field const> fields)
{
    ValueWriter const value{out, json};
    append(out, json ? "\"level\":\"" : "");
    append(out, name_of(level, json));
    append(out, json ? "\",\"event\":" : " ");
    value(event);
    for (auto const& field : fields) {
        out.push_back(json ? ',' : ' ');
        value(field.name);
        out.push_back(json ? ':' : '=');
        std::visit(value, field.value);
    }
}

}
