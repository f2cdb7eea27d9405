// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/tls/tls_context.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <memory>

struct ssl_st;

namespace http {

/// The server's end of TLS on a non-blocking socket that stays its owner's. Every call does what the kernel allows
/// now; `would_block` when it allows nothing: then wait until the socket is what `read_waits` or `write_waits` says.
class TlsSession {
public:
    using ErrorCode = boost::system::error_code;
    using Wait = boost::asio::ip::tcp::socket::wait_type;

    /// Throws std::bad_alloc.
    TlsSession(TlsContext const& context, int descriptor);
    ~TlsSession();

    TlsSession(TlsSession const&) = delete;
    TlsSession& operator=(TlsSession const&) = delete;

    /// Waits as a read does.
    void handshake(ErrorCode& error);

    /// `eof` when the peer has said that nothing more comes.
    std::size_t read_some(boost::asio::mutable_buffer target, ErrorCode& error);

    /// After `would_block` the next call must bring the same bytes again, and may bring more behind them.
    std::size_t write_some(boost::asio::const_buffer source, ErrorCode& error);

    /// Tells the peer that nothing more comes, if the kernel takes it.
    void say_goodbye();

    Wait read_waits() const { return read_waits_; }
    Wait write_waits() const { return write_waits_; }

private:
    ErrorCode outcome(int result, Wait& waits);

    ssl_st* handle_;
    Wait read_waits_ = Wait::wait_read;
    Wait write_waits_ = Wait::wait_write;
    bool is_broken_ = false;
};

}
