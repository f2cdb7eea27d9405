// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace telemetry {

enum class Level { debug, info, warning, error };

/// One named value of a log line. Views are read before `write` returns.
struct Field {
    std::string_view name;
    std::variant<std::string_view, std::int64_t, double, bool> value;

    Field(std::string_view n, std::string_view v) : name(n), value(v) {}
    Field(std::string_view n, char const* v) : name(n), value(std::string_view(v)) {}
    Field(std::string_view n, std::string const& v) : name(n), value(std::string_view(v)) {}
    Field(std::string_view n, bool v) : name(n), value(v) {}
    Field(std::string_view n, double v) : name(n), value(v) {}
    template <std::integral Integer>
    Field(std::string_view n, Integer v) : name(n), value(static_cast<std::int64_t>(v))
    {
    }
};

/// Appends what a line says after its time: `"level":"info","event":…` for JSON, `INFO  event key=value` for text.
/// Whatever the values hold, the result is one line of well-formed UTF-8 without control characters.
void append_line(std::string& out, bool is_json, Level level, std::string_view event, std::span<Field const> fields);

}
