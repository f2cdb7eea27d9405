// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace http {

/// The server side of one WebSocket (RFC 6455) after its handshake. Touched by its core's thread only.
///
/// One coroutine may read while another writes; never two reads or two writes at once.
/// Control frames from the peer are answered while a read is pending. Violations of the protocol close
/// with 1002, 1007 or 1009 and end both directions.
class WebSocket {
public:
    virtual ~WebSocket() = default;

    struct Message {
        bool is_text = true;
        std::string data;
    };

    /// The next complete message; nothing once the socket is closed or broken, whoever closed it.
    virtual base::Task<std::optional<Message>> read() = 0;

    /// Sends one text message. True when the kernel has taken all of it; false when the socket is gone
    /// or has taken no byte for `stall_timeout`.
    virtual base::Task<bool> write(std::shared_ptr<std::string const> text) = 0;

    /// Sends a close frame and ends the connection within a few seconds, whether or not the peer answers.
    virtual base::Task<void> close(std::uint16_t code, std::string_view reason) = 0;

    /// Ends the connection at once: pending reads and writes return.
    virtual void abort() = 0;
};

}
