// SPDX-License-Identifier: Apache-2.0
#include "http/server/websocket_session.hpp"

#include "base/text.hpp"
#include "http/protocol/response_head.hpp"
#include "http/server/token_bucket.hpp"
#include "http/server/websocket_transport.hpp"
#include "http/websocket.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>

namespace http {

namespace {

namespace beast = boost::beast;

constexpr std::chrono::seconds close_patience{4};
/// What a waiting read holds ready: most messages of devices are smaller, and an idle socket keeps only this.
constexpr std::size_t first_read_bytes = 256;
constexpr std::size_t next_read_bytes = 4096;

using UpgradeRequest = beast::http::request<beast::http::empty_body>;

UpgradeRequest make_upgrade_request(Request const& request)
{
    UpgradeRequest result(beast::http::verb::get, request.target, 11);
    for (auto const& header : request.headers) result.insert(header.name, header.value);
    return result;
}

/// What only the handshake needs.
struct Opening {
    UpgradeRequest request;
    Response response;
    std::string request_id;
};

/// A device that comes back to much news answers it at once.
TokenBucket flood_bucket(std::size_t per_second, std::size_t least)
{
    constexpr std::size_t seconds_at_once = 10;
    return {static_cast<double>(per_second), static_cast<double>(std::max(least, seconds_at_once * per_second))};
}

/// Coroutines inside hold a reference to the session: it outlives each of its own operations.
class WebSocketSession final : public WebSocket, public Watched, public std::enable_shared_from_this<WebSocketSession> {
public:
    WebSocketSession(Admission admission, Transport transport, std::string unread);
    ~WebSocketSession() override { core_->unwatch(*this); }

    static base::Task<void> run(std::shared_ptr<WebSocketSession> self, std::unique_ptr<Opening> opening);

    base::Task<std::optional<Message>> read() override;
    base::Task<bool> write(std::shared_ptr<std::string const> text) override;
    base::Task<void> close(std::uint16_t code, std::string_view reason) override;
    void abort() override;

    void sweep(SteadyTime now) override;
    void drain(SteadyTime) override {}
    void cut() override { abort(); }

private:
    using Stream = beast::websocket::stream<WebSocketTransport, false>;

    base::Task<bool> handshake(Opening const& opening);
    bool takes_message();
    base::Task<void> close_flooded();
    void begin_close_flooded();

    Admission admission_;  ///< First, so that it goes last: then the server may be gone.
    std::shared_ptr<ServerCore> core_;
    Service& service_;  ///< The core's.
    Stream stream_;
    TokenBucket messages_;  ///< Control frames are some.
    TokenBucket bytes_;
    std::optional<SteadyTime> close_deadline_;
    bool is_closing_ = false;
};

WebSocketSession::WebSocketSession(Admission admission, Transport transport, std::string unread)
    : admission_(std::move(admission)),
      core_(admission_.core()),
      service_(core_->service()),
      stream_(std::move(transport), std::move(unread)),
      messages_(flood_bucket(service_.limits().websocket_messages_per_second, 1)),
      bytes_(flood_bucket(service_.limits().websocket_bytes_per_second, 2 * service_.limits().websocket_message_bytes))
{
    admission_.become(Tally::Kind::websocket);
    // The sweep watches stalls; pings are the handler's, since they carry its state.
    stream_.set_option(beast::websocket::stream_base::timeout{beast::websocket::stream_base::none(),
                                                              beast::websocket::stream_base::none(), false});
    stream_.read_message_max(service_.limits().websocket_message_bytes);
    stream_.auto_fragment(false);
    stream_.text(true);
    // Pings and pongs end no read: whatever must be done about too many of them is begun here.
    stream_.control_callback([this](beast::websocket::frame_type, beast::string_view) {
        if (!takes_message()) begin_close_flooded();
    });
    core_->watch(*this);
}

base::Task<void> WebSocketSession::run(std::shared_ptr<WebSocketSession> self, std::unique_ptr<Opening> opening)
{
    bool const is_open = co_await self->handshake(*opening);
    auto const serve = std::move(opening->response.upgrade);
    auto const request_id = std::move(opening->request_id);
    opening.reset();
    if (is_open && !self->service_.is_cut()) {
        try {
            co_await serve(*self);
        } catch (std::exception const& exception) {
            if (!self->service_.is_cut())
                self->service_.log().error("websocket_failed",
                                           {{"request_id", request_id}, {"reason", exception.what()}});
        }
    }
    self->abort();
}

base::Task<bool> WebSocketSession::handshake(Opening const& opening)
{
    stream_.set_option(beast::websocket::stream_base::decorator([&](beast::websocket::response_type& answer) {
        answer.set(beast::http::field::server, "order-receiver");
        answer.set("X-Request-Id", opening.request_id);
        for (auto const& header : opening.response.headers)
            if (is_sendable(header)) answer.insert(header.name, header.value);
    }));
    boost::system::error_code error;
    co_await stream_.async_accept(opening.request, failing_into(error));
    stream_.set_option(beast::websocket::stream_base::decorator([](beast::websocket::response_type&) {}));
    co_return !error;
}

base::Task<std::optional<WebSocket::Message>> WebSocketSession::read()
{
    auto const self = shared_from_this();
    Message message;
    auto buffer = boost::asio::dynamic_buffer(message.data);
    do {
        boost::system::error_code error;
        auto const most = message.data.empty() ? first_read_bytes : next_read_bytes;
        co_await stream_.async_read_some(buffer, most, failing_into(error));
        if (error == beast::websocket::error::message_too_big && !service_.is_cut())
            service_.metrics().count_limit("websocket_message_bytes");
        if (error) {
            core_->note_end(error);
            co_return std::nullopt;
        }
    } while (!stream_.is_message_done());
    if (!takes_message()) {
        co_await close_flooded();
        co_return std::nullopt;
    }
    message.is_text = stream_.got_text();
    // Beast does not see a text that ends inside a character when its last fragment is empty (RFC 6455 §8.1).
    if (message.is_text && !base::is_valid_utf8(message.data)) {
        co_await close(static_cast<std::uint16_t>(beast::websocket::close_code::bad_payload), "not UTF-8");
        co_return std::nullopt;
    }
    co_return message;
}

base::Task<bool> WebSocketSession::write(std::shared_ptr<std::string const> text)
{
    auto const self = shared_from_this();
    if (!stream_.is_open()) co_return false;
    boost::system::error_code error;
    messages_.give(1);  // Which a device may acknowledge.
    co_await stream_.async_write(boost::asio::buffer(*text), failing_into(error));
    if (error) core_->note_end(error);
    co_return !error;
}

base::Task<void> WebSocketSession::close(std::uint16_t code, std::string_view reason)
{
    auto const self = shared_from_this();
    if (is_closing_) co_return;
    is_closing_ = true;
    close_deadline_ = std::chrono::steady_clock::now() + close_patience;
    boost::system::error_code error;
    beast::websocket::close_reason const why(static_cast<beast::websocket::close_code>(code),
                                             {reason.data(), reason.size()});
    co_await stream_.async_close(why, failing_into(error));
    abort();
}

bool WebSocketSession::takes_message()
{
    if (is_closing_ || messages_.take(std::chrono::steady_clock::now())) return true;
    if (!service_.is_cut()) service_.metrics().count_limit("websocket_messages_per_second");
    return false;
}

base::Task<void> WebSocketSession::close_flooded()
{
    return close(static_cast<std::uint16_t>(beast::websocket::close_code::policy_error), "too many messages");
}

void WebSocketSession::begin_close_flooded()
{
    auto executor = stream_.get_executor();
    boost::asio::post(executor, [self = shared_from_this(), executor] {
        auto const close = [](std::shared_ptr<WebSocketSession> session) -> base::Task<void> {
            co_await session->close_flooded();
        };
        boost::asio::co_spawn(executor, close(self), boost::asio::detached);
    });
}

void WebSocketSession::abort() { stream_.next_layer().transport().close(); }

void WebSocketSession::sweep(SteadyTime now)
{
    auto& transport = stream_.next_layer();
    if (transport.is_tearing_down() && !close_deadline_) close_deadline_ = now + close_patience;
    if (close_deadline_ && now >= *close_deadline_) return abort();
    auto const received = transport.take_received();
    if (received > 0 && !is_closing_ && !bytes_.take(now, static_cast<double>(received))) {
        service_.metrics().count_limit("websocket_bytes_per_second");
        begin_close_flooded();
    }
    if (transport.stalled_since() && now - *transport.stalled_since() >= service_.limits().stall_timeout) {
        service_.metrics().count_limit("stall_timeout");
        abort();
    }
}

}

void start_websocket(Admission admission, Transport transport, std::string unread, Request const& request,
                     Response response)
{
    auto executor = transport.socket().get_executor();
    auto session = std::make_shared<WebSocketSession>(std::move(admission), std::move(transport), std::move(unread));
    auto opening =
        std::make_unique<Opening>(Opening{make_upgrade_request(request), std::move(response), request.request_id});
    boost::asio::co_spawn(executor, WebSocketSession::run(std::move(session), std::move(opening)),
                          boost::asio::detached);
}

}
