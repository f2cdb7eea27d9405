// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadtest/stream.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace loadtest {

/// The client's side of a WebSocket (RFC 6455), as much as a well-behaved server calls for: no extensions,
/// and a masking key of zeros, which is a valid one and costs nothing.
class WebSocket : public Stream {
public:
    /// Connects in the background and asks for the upgrade; no subprotocol when it is empty.
    WebSocket(Poller& poller, Endpoint const& endpoint, std::string_view path, std::string_view subprotocol);

    void send_text(std::string_view text);

protected:
    virtual void on_open() = 0;
    virtual void on_message(std::string_view text) = 0;
    /// Refused (HTTP status in `code`), closed by a close frame (its code) or cut off (0).
    virtual void on_closed(unsigned code, std::string_view reason) = 0;

private:
    std::size_t on_bytes(std::string_view bytes) final;
    void on_end() final;
    bool read_upgrade(std::string_view& bytes);
    bool read_frame(std::string_view& bytes);
    void on_frame(unsigned first, std::string_view payload);
    void send_frame(unsigned opcode, std::string_view payload);

    bool is_open_ = false;
    bool is_closed_ = false;
    std::string fragments_;
};

}
