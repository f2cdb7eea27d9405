// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/server/socket.hpp"
#include "http/tls/tls_session.hpp"

#include <boost/asio/buffer.hpp>

#include <array>
#include <memory>
#include <utility>

namespace http {

/// A connection's socket, plain or under TLS, with the same calls for both: each does what the kernel allows now,
/// and says `would_block` when it allows nothing; then wait for `read_waits` or `write_waits` and try again.
class Transport {
public:
    using ErrorCode = boost::system::error_code;

    explicit Transport(Socket socket) : socket_(std::move(socket)) {}
    Transport(Socket socket, TlsContext const& tls)
        : socket_(std::move(socket)), tls_(std::make_unique<TlsSession>(tls, socket_.native_handle()))
    {
    }

    /// For waiting and for options; its bytes are not to be touched under TLS.
    Socket& socket() { return socket_; }
    Socket const& socket() const { return socket_; }

    bool is_tls() const { return tls_ != nullptr; }

    /// First of all, only under TLS; waits as a read does.
    void handshake(ErrorCode& error);

    std::size_t read_some(boost::asio::mutable_buffer target, ErrorCode& error);

    /// After `would_block` the next call must bring the same bytes again, and may bring more behind them.
    template <typename Buffers>
    std::size_t write_some(Buffers const& buffers, ErrorCode& error)
    {
        if (!tls_) return socket_.write_some(buffers, error);
        std::array<char, small_write> gathered;
        return write_under_tls(first_of(buffers, gathered), error);
    }

    Socket::wait_type read_waits() const { return tls_ ? tls_->read_waits() : Socket::wait_read; }
    Socket::wait_type write_waits() const { return tls_ ? tls_->write_waits() : Socket::wait_write; }

    /// Tells the peer, as far as TLS has words for it, that what came is all.
    void say_goodbye();

    /// Nothing more is sent; what comes may still be read.
    void shutdown_send();
    void cancel();
    void close();

private:
    static constexpr std::size_t small_write = 4096;

    /// The first buffer that holds something; small ones are put together, so that they share a record.
    template <typename Buffers>
    static boost::asio::const_buffer first_of(Buffers const& buffers, std::array<char, small_write>& gathered)
    {
        auto const end = boost::asio::buffer_sequence_end(buffers);
        for (auto buffer = boost::asio::buffer_sequence_begin(buffers); buffer != end; ++buffer) {
            boost::asio::const_buffer const first(*buffer);
            if (first.size() >= small_write) return first;
            if (first.size() > 0) break;
        }
        return {gathered.data(), boost::asio::buffer_copy(boost::asio::buffer(gathered), buffers)};
    }

    std::size_t write_under_tls(boost::asio::const_buffer source, ErrorCode& error);

    Socket socket_;
    std::unique_ptr<TlsSession> tls_;  ///< Not to be used once the socket is closed: its number may be another's.
};

}
