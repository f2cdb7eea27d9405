// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "ports/read_marks.hpp"
#include "realtime/cursor.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// What the server says besides events: the JSON of WebSocket messages and of server-sent events alike.
namespace realtime {

using Text = std::shared_ptr<std::string const>;

struct Welcome {
    base::Instant now;
    std::chrono::seconds heartbeat;
    std::optional<std::chrono::milliseconds> expires_in;  ///< Of the credential; nothing: never.
};
Text make_welcome(ports::LogPosition const& position, Welcome const& welcome);

Text make_live(std::uint64_t seq);
Text make_ping(ports::LogPosition const& position, ports::ReadMarks const& marks);
Text make_reset(ResetReason why, ports::LogPosition const& position);

/// The credential ends in so long: send another.
Text make_auth(std::chrono::milliseconds in);
Text make_auth_ok(std::optional<std::chrono::milliseconds> expires_in);

/// Why the server ends a stream.
enum class Farewell : std::uint8_t { drain, overload, max_age, auth };

/// Static text.
std::string_view bye_text(Farewell why);

}
