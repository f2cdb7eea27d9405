// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"
#include "http/server/server_core.hpp"
#include "http/server/transport.hpp"

#include <string>

namespace http {

/// Completes the handshake that `request` began and runs `response.upgrade`, as a coroutine of its own on the
/// core, so that nothing of the HTTP connection stays in memory. `unread` is what came after the request.
/// Of `request` nothing is needed after the call.
void start_websocket(Admission admission, Transport transport, std::string unread, Request const& request,
                     Response response);

}
