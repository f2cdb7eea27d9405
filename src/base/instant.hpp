// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace base {

/// A point in time, UTC, microseconds since 1970.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

inline std::int64_t to_micros(Instant instant) { return instant.time_since_epoch().count(); }
inline Instant from_micros(std::int64_t micros) { return Instant(std::chrono::microseconds(micros)); }

/// RFC 3339 in UTC with milliseconds: `2026-11-24T01:02:03.004Z`.
std::string format_instant(Instant instant);
void append_instant(std::string& out, Instant instant);

/// RFC 3339 with any offset and up to nine digits of fraction (cut to microseconds); years 1970 to 9999.
/// Leap seconds (`:60`) are taken as the second after.
Result<Instant> parse_instant(std::string_view text);

}
