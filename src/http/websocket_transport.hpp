// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/server_core.hpp"

#include <boost/asio/associator.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include <optional>
#include <string>
#include <utility>

namespace http {

/// The socket under a WebSocket: gives first the bytes that came with the upgrade request, and remembers since when
/// the peer has taken nothing, for the sweep. An AsyncStream for Beast.
class WebSocketTransport {
public:
    using executor_type = Socket::executor_type;
    using next_layer_type = Socket;

    WebSocketTransport(Socket socket, std::string unread) : socket_(std::move(socket)), unread_(std::move(unread)) {}

    executor_type get_executor() { return socket_.get_executor(); }
    Socket& next_layer() { return socket_; }
    Socket const& next_layer() const { return socket_; }

    /// Since when the oldest write waits for the kernel; nothing while none does.
    std::optional<SteadyTime> stalled_since() const { return stalled_since_; }

    /// The protocol is over in our direction; what is left is to wait for the peer to hang up.
    bool is_tearing_down() const { return is_tearing_down_; }
    void note_teardown() { is_tearing_down_ = true; }

    template <typename Buffers, typename Token>
    auto async_read_some(Buffers const& buffers, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, Buffers const& target) {
                if (unread_.empty()) return socket_.async_read_some(target, std::move(handler));
                auto const taken = boost::asio::buffer_copy(target, boost::asio::buffer(unread_));
                unread_.erase(0, taken);
                if (unread_.empty()) unread_ = {};
                boost::asio::post(socket_.get_executor(), [h = std::move(handler), taken]() mutable {
                    std::move(h)(boost::system::error_code(), taken);
                });
            },
            token, buffers);
    }

    template <typename Buffers, typename Token>
    auto async_write_some(Buffers const& buffers, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, Buffers const& source) {
                stalled_since_ = std::chrono::steady_clock::now();
                socket_.async_write_some(source, WriteHandler<decltype(handler)>{this, std::move(handler)});
            },
            token, buffers);
    }

    /// Passes the result on after noting that the peer took something. The session outlives every operation.
    template <typename Handler>
    struct WriteHandler {
        WebSocketTransport* transport;
        Handler handler;

        void operator()(boost::system::error_code error, std::size_t sent)
        {
            transport->stalled_since_.reset();
            std::move(handler)(error, sent);
        }
    };

private:
    Socket socket_;
    std::string unread_;
    std::optional<SteadyTime> stalled_since_;
    bool is_tearing_down_ = false;
};

// Found by Beast through the argument's namespace.
inline void teardown(boost::beast::role_type role, WebSocketTransport& transport, boost::system::error_code& error)
{
    boost::beast::websocket::teardown(role, transport.next_layer(), error);
}

template <typename Handler>
void async_teardown(boost::beast::role_type role, WebSocketTransport& transport, Handler&& handler)
{
    transport.note_teardown();
    boost::beast::websocket::async_teardown(role, transport.next_layer(), std::forward<Handler>(handler));
}

}

/// Executor, allocator and cancellation slot are those of the wrapped handler.
template <template <typename, typename> class Associator, typename Handler, typename Default>
struct boost::asio::associator<Associator, http::WebSocketTransport::WriteHandler<Handler>, Default>
    : Associator<Handler, Default> {
    using Wrapped = http::WebSocketTransport::WriteHandler<Handler>;

    static auto get(Wrapped const& wrapped) noexcept { return Associator<Handler, Default>::get(wrapped.handler); }
    static auto get(Wrapped const& wrapped, Default const& fallback) noexcept
    {
        return Associator<Handler, Default>::get(wrapped.handler, fallback);
    }
};
