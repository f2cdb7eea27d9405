// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"
#include "http/server/server_core.hpp"
#include "http/server/transport.hpp"

#include <string>

namespace http {

/// How the other end is told where the body ends.
struct StreamStart {
    std::string head = {};    ///< Status line and fields, not yet sent.
    bool is_chunked = true;   ///< Else the end of the connection is the end of the body (HTTP/1.0).
    bool has_unread = false;  ///< The peer has already sent something after its request.
    std::string request_id = {};
};

/// Sends the head and runs `response.stream`, as a coroutine of its own on the core, so that nothing of the HTTP
/// connection stays in memory.
void start_stream(Admission admission, Transport transport, StreamStart start, Response response);

}
