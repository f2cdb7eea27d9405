// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/release.hpp"
#include "http/server/transport.hpp"
#include "http/time.hpp"

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

    WebSocketTransport(Transport transport, std::string unread)
        : transport_(std::move(transport)), unread_(std::move(unread))
    {
    }

    executor_type get_executor() { return next_layer().get_executor(); }
    Socket& next_layer() { return transport_.socket(); }
    Socket const& next_layer() const { return transport_.socket(); }
    Transport& transport() { return transport_; }

    /// Since when the oldest write waits for the kernel; nothing while none does.
    std::optional<SteadyTime> stalled_since() const { return stalled_since_; }

    /// Bytes received since the last call.
    std::size_t take_received() { return std::exchange(received_, 0); }

    /// The protocol is over in our direction; what is left is to wait for the peer to hang up.
    bool is_tearing_down() const { return is_tearing_down_; }
    void note_teardown() { is_tearing_down_ = true; }

    template <typename Buffers, typename Token>
    auto async_read_some(Buffers const& buffers, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, Buffers const& target) {
                if (!unread_.empty()) return give_unread(target, std::move(handler));
                using Noting = NotingHandler<decltype(handler), &WebSocketTransport::note_received>;
                Noting noting{this, std::move(handler)};
                if (!transport_.is_tls()) return next_layer().async_read_some(target, std::move(noting));
                boost::asio::post(get_executor(), TlsRead<Buffers, Noting>{&transport_, target, std::move(noting)});
            },
            token, buffers);
    }

    template <typename Buffers, typename Token>
    auto async_write_some(Buffers const& buffers, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, Buffers const& source) {
                stalled_since_ = std::chrono::steady_clock::now();
                using Noting = NotingHandler<decltype(handler), &WebSocketTransport::note_sent>;
                Noting noting{this, std::move(handler)};
                if (!transport_.is_tls()) return next_layer().async_write_some(source, std::move(noting));
                boost::asio::post(get_executor(), TlsWrite<Buffers, Noting>{&transport_, source, std::move(noting)});
            },
            token, buffers);
    }

    /// Passes the result on after noting what the peer took or gave. The session outlives every operation.
    template <typename Handler, void (WebSocketTransport::*note)(std::size_t)>
    struct NotingHandler {
        WebSocketTransport* transport;
        Handler handler;

        void operator()(boost::system::error_code error, std::size_t bytes)
        {
            (transport->*note)(bytes);
            std::move(handler)(error, bytes);
        }
    };

private:
    /// Tries, and waits while there is nothing to be had. Runs on the core, as everything here does.
    template <typename Buffers, typename Handler>
    struct TlsRead {
        Transport* transport;
        Buffers target;
        Handler handler;

        void operator()(boost::system::error_code error = {})
        {
            std::size_t received = 0;
            if (!error) received = transport->read_some(first_of(target), error);
            if (error == boost::asio::error::would_block)
                return transport->socket().async_wait(transport->read_waits(), std::move(*this));
            std::move(handler)(error, received);
        }
    };

    template <typename Buffers, typename Handler>
    struct TlsWrite {
        Transport* transport;
        Buffers source;
        Handler handler;

        void operator()(boost::system::error_code error = {})
        {
            std::size_t sent = 0;
            if (!error) sent = transport->write_some(source, error);
            if (error == boost::asio::error::would_block)
                return transport->socket().async_wait(transport->write_waits(), std::move(*this));
            std::move(handler)(error, sent);
        }
    };

    void note_received(std::size_t bytes) { received_ += bytes; }
    void note_sent(std::size_t) { stalled_since_.reset(); }

    template <typename Buffers>
    static boost::asio::mutable_buffer first_of(Buffers const& buffers)
    {
        auto const end = boost::asio::buffer_sequence_end(buffers);
        for (auto buffer = boost::asio::buffer_sequence_begin(buffers); buffer != end; ++buffer)
            if (boost::asio::mutable_buffer const first(*buffer); first.size() > 0) return first;
        return {};
    }

    template <typename Buffers, typename Handler>
    void give_unread(Buffers const& target, Handler handler)
    {
        auto const taken = boost::asio::buffer_copy(target, boost::asio::buffer(unread_));
        unread_.erase(0, taken);
        if (unread_.empty()) base::release(unread_);
        boost::asio::post(get_executor(), [h = std::move(handler), taken]() mutable {
            std::move(h)(boost::system::error_code(), taken);
        });
    }

    Transport transport_;
    std::string unread_;
    std::optional<SteadyTime> stalled_since_;
    std::size_t received_ = 0;
    bool is_tearing_down_ = false;
};

// Found by Beast through the argument's namespace.
inline void teardown(boost::beast::role_type role, WebSocketTransport& transport, boost::system::error_code& error)
{
    transport.transport().say_goodbye();
    boost::beast::websocket::teardown(role, transport.next_layer(), error);
}

template <typename Handler>
void async_teardown(boost::beast::role_type role, WebSocketTransport& transport, Handler&& handler)
{
    transport.note_teardown();
    transport.transport().say_goodbye();
    boost::beast::websocket::async_teardown(role, transport.next_layer(), std::forward<Handler>(handler));
}

}

/// Executor, allocator and cancellation slot are those of the wrapped handler.
template <template <typename, typename> class Associator, typename Handler,
          void (http::WebSocketTransport::*note)(std::size_t), typename Default>
struct boost::asio::associator<Associator, http::WebSocketTransport::NotingHandler<Handler, note>, Default>
    : Associator<Handler, Default> {
    using Wrapped = http::WebSocketTransport::NotingHandler<Handler, note>;

    static auto get(Wrapped const& wrapped) noexcept { return Associator<Handler, Default>::get(wrapped.handler); }
    static auto get(Wrapped const& wrapped, Default const& fallback) noexcept
    {
        return Associator<Handler, Default>::get(wrapped.handler, fallback);
    }
};
