// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadtest/poller.hpp"

#include <string>
#include <string_view>

namespace loadtest {

/// The bytes of one TCP connection in both directions. The derived class says what they mean.
class Stream : public Watcher {
public:
    /// `endpoint` outlives the stream. Throws what connect_to throws.
    Stream(Poller& poller, Endpoint const& endpoint, Connecting connecting = Connecting::at_once);
    ~Stream() override;
    Stream(Stream const&) = delete;
    Stream& operator=(Stream const&) = delete;

    /// Sends now what the kernel takes and the rest when it takes more.
    void send(std::string_view bytes);

    void on_ready(std::uint32_t events) final;

protected:
    /// Bytes that have come, from the first one not yet consumed; returns how many are consumed now.
    virtual std::size_t on_bytes(std::string_view bytes) = 0;
    /// The peer ended the connection or broke it. The descriptor is closed already.
    virtual void on_end() = 0;

    void reconnect();
    void close_now();

private:
    void flush();
    bool receive();

    Poller& poller_;
    Endpoint const& endpoint_;
    Connecting connecting_;
    int descriptor_ = -1;
    std::string unread_;  ///< An incomplete message; empty most of the time.
    std::string unsent_;
};

}
