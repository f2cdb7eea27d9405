// SPDX-License-Identifier: Apache-2.0
#include "telemetry/log_line.hpp"

#include "json/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace telemetry {

namespace {

/// As it is if that cannot be misread, else quoted.
void append_word(std::string& out, std::string_view text)
{
    auto const is_readable = [](char c) { return c > ' ' && c < '\x7f' && c != '"' && c != '\\' && c != '='; };
    if (text.empty() || !std::ranges::all_of(text, is_readable))
        json::append_printable_string(out, text);
    else
        out += text;
}

struct ValueWriter {
    std::string& out;
    bool is_json;

    void operator()(std::string_view text) const
    {
        is_json ? json::append_printable_string(out, text) : append_word(out, text);
    }
    void operator()(bool claim) const { out += claim ? "true" : "false"; }
    void operator()(std::int64_t number) const
    {
        fmt::format_int const digits(number);
        out.append(digits.data(), digits.size());
    }

    void operator()(double number) const
    {
        // JSON has no NaN and no infinity.
        if (is_json && !std::isfinite(number))
            out += "null";
        else
            fmt::format_to(std::back_inserter(out), "{}", number);
    }
};

std::string_view name_of(Level level, bool is_json)
{
    switch (level) {
    case Level::debug: return is_json ? "debug" : "DEBUG";
    case Level::info: return is_json ? "info" : "INFO ";
    case Level::warning: return is_json ? "warning" : "WARN ";
    case Level::error: return is_json ? "error" : "ERROR";
    }
    return "";
}

}

void append_line(std::string& out, bool is_json, Level level, std::string_view event, std::span<Field const> fields)
{
    ValueWriter const value{out, is_json};
    out += is_json ? "\"level\":\"" : "";
    out += name_of(level, is_json);
    out += is_json ? "\",\"event\":" : " ";
    value(event);
    for (auto const& field : fields) {
        out += is_json ? ',' : ' ';
        value(field.name);
        out += is_json ? ':' : '=';
        std::visit(value, field.value);
    }
}

}
