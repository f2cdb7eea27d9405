// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

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

/// The device has applied everything up to `seq`, and showed these orders to somebody.
struct Ack {
    std::uint64_t seq = 0;
    std::vector<domain::OrderId> shown = {};
};

/// The credential to go on with.
struct Auth {
    std::string token;
};

struct Pong {
    std::optional<std::uint64_t> seq;
};

using ClientMessage = std::variant<Hello, Resume, Ack, Pong, Auth>;

/// Nothing when it is not understood.
std::optional<ClientMessage> parse_client_message(std::string_view text);

}
