// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// What devices say on a WebSocket. Types are strict; members that are not known are ignored, so that newer
/// devices can talk to older servers.
namespace realtime {

struct Hello {
    std::optional<std::string> token;
    std::optional<std::string> cursor;  ///< As written: an unreadable one is answered by a reset.
    std::optional<std::string> device;
};

struct Resume {
    std::string cursor;
};

/// The device has applied everything up to `seq`.
struct Ack {
    std::uint64_t seq = 0;
};

struct Pong {
    std::optional<std::uint64_t> seq;
};

using ClientMessage = std::variant<Hello, Resume, Ack, Pong>;

/// Nothing when it is not understood.
std::optional<ClientMessage> parse_client_message(std::string_view text);

}
