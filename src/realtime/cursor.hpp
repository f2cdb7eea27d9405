// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "ports/event_log.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace realtime {

/// What a reader has: everything up to `seq` of the history `epoch`. Outside: `<epoch>:<seq>`.
struct Cursor {
    std::string epoch;
    std::uint64_t seq = 0;

    bool operator==(Cursor const&) const = default;
};

/// `malformed` `cursor_unreadable` for what format_cursor never wrote.
base::Result<Cursor> parse_cursor(std::string_view text);
std::string format_cursor(std::string_view epoch, std::uint64_t seq);

/// Why a reader cannot go on from its cursor and needs a snapshot.
enum class ResetReason : std::uint8_t {
    epoch,       ///< Another history, or it was replaced.
    trimmed,     ///< What follows the cursor is not retained any more.
    ahead,       ///< The log does not reach that far.
    unreadable,  ///< Not a cursor.
};

std::string_view to_text(ResetReason reason);

/// Nothing when the reader can go on: oldest − 1 ≤ seq ≤ head in the same epoch.
std::optional<ResetReason> check(Cursor const& cursor, ports::LogPosition const& position);

}
