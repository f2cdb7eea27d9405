// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/streams/stream_parts.hpp"
#include "base/task.hpp"
#include "domain/ids.hpp"
#include "http/websocket.hpp"

#include <boost/asio/ip/address.hpp>

#include <memory>
#include <optional>

namespace api {

/// Holds one WebSocket's conversation (docs/protocol.md) until the socket is done. Nothing for `business`: an id
/// that cannot be read, answered like a foreign one. `caller` is set when the upgrade brought a credential; a token that is
/// no good counts to `client`.
base::Task<void> converse(http::WebSocket& socket, StreamParts const& parts, std::optional<domain::BusinessId> business,
                          std::shared_ptr<domain::Principal const> caller, boost::asio::ip::address client);

}
