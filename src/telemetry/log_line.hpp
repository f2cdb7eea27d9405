// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "telemetry/log.hpp"

#include <fmt/format.h>

#include <span>
#include <string_view>

namespace telemetry {

/// Appends what a line says after its time: `"level":"info","event":…` for JSON, `INFO  event key=value` for text.
/// Whatever the values hold, the result is one line of well-formed UTF-8 without control characters.
void append_line(fmt::memory_buffer& out, bool json, Level level, std::string_view event,
                 std::span<Field const> fields);

}
