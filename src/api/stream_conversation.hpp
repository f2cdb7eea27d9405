// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.hpp"
#include "domain/ids.hpp"
#include "domain/principal.hpp"
#include "http/websocket.hpp"
#include "ports/clock.hpp"
#include "realtime/hub.hpp"
#include "usecases/access.hpp"

#include <memory>
#include <optional>

namespace api {

/// What a conversation needs; all outlive it.
struct StreamParts {
    usecases::Access& access;
    realtime::Hub& hub;
    ports::Clock const& clock;
};

/// Holds one WebSocket's conversation (docs/protocol.md) until the socket is done. Nothing for `business`: an id
/// that cannot be read, answered like a foreign one. `caller` is set when the upgrade brought a credential.
base::Task<void> converse(http::WebSocket& socket, StreamParts parts, std::optional<domain::BusinessId> business,
                          std::shared_ptr<domain::Principal const> caller);

}
