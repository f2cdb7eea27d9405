// SPDX-License-Identifier: Apache-2.0
#include "http/websocket.hpp"

#include "test_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include <latch>
#include <thread>

namespace {

using http::Method;
using http_test::RawClient;
using http_test::TestServer;

base::Task<void> echo_messages(http::WebSocket& socket)
{
    while (auto message = co_await socket.read()) {
        if (message->data == "close me") {
            co_await socket.close(4001, "bye");
            co_return;
        }
        auto const text = std::make_shared<std::string const>((message->is_text ? "t:" : "b:") + message->data);
        if (!co_await socket.write(text)) co_return;
    }
}

http::Route websocket_route(std::function<base::Task<void>(http::WebSocket&)> serve)
{
    return {
        .method = Method::get, .path = "/ws", .handler = [serve](http::Request& request) -> base::Task<http::Response> {
            http::Response response{.status = http::Status::switching_protocols};
            if (!http::offered_subprotocols(request).empty()) response.with("Sec-WebSocket-Protocol", "orders.v1");
            response.upgrade = serve;
            co_return response;
        }};
}

std::string const upgrade =
    "GET /ws HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: orders.v1\r\nX-Request-Id: ws-1\r\n\r\n";

enum Opcode : unsigned { continuation = 0, text = 1, binary = 2, closing = 8, ping = 9, pong = 10 };

void append_size(std::string& out, std::size_t size, unsigned mask_bit)
{
    if (size < 126) {
        out += static_cast<char>(mask_bit | size);
    } else if (size < 65536) {
        out += static_cast<char>(mask_bit | 126);
        for (int shift = 8; shift >= 0; shift -= 8) out += static_cast<char>(size >> shift);
    } else {
        out += static_cast<char>(mask_bit | 127);
        for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(size >> shift);
    }
}

/// A client's frame (RFC 6455 §5.2).
std::string frame(unsigned opcode, std::string_view payload, bool is_final = true, bool is_masked = true)
{
    constexpr std::string_view mask = "\x12\x34\x56\x78";
    std::string out(1, static_cast<char>((is_final ? 0x80u : 0u) | opcode));
    append_size(out, payload.size(), is_masked ? 0x80u : 0u);
    if (is_masked) out += mask;
    for (std::size_t i = 0; i < payload.size(); ++i)
        out += is_masked ? static_cast<char>(payload[i] ^ mask[i % 4]) : payload[i];
    return out;
}

struct Received {
    unsigned opcode = 0;
    std::string payload;

    unsigned close_code() const
    {
        return static_cast<unsigned>(static_cast<unsigned char>(payload.at(0)) << 8 |
                                     static_cast<unsigned char>(payload.at(1)));
    }
};

Received receive_frame(RawClient& client)
{
    auto const head = client.take(2);
    Received result;
    result.opcode = static_cast<unsigned char>(head[0]) & 0x0fu;
    EXPECT_TRUE(static_cast<unsigned char>(head[0]) & 0x80u) << "the server does not fragment";
    std::size_t size = static_cast<unsigned char>(head[1]);
    if (size >= 126) {
        std::size_t const bytes = size == 126 ? 2 : 8;
        size = 0;
        for (char const c : client.take(bytes)) size = size << 8 | static_cast<unsigned char>(c);
    }
    result.payload = client.take(size);
    return result;
}

/// A client past the handshake with an echoing server.
class WebSocket : public testing::Test {
protected:
    void open() { EXPECT_EQ(client.ask(upgrade).status, 101u); }

    void expect_echo(std::string_view payload)
    {
        auto const answer = receive_frame(client);
        EXPECT_EQ(answer.opcode, text);
        EXPECT_TRUE(answer.payload == "t:" + std::string(payload)) << payload.size();
    }

    void expect_close(unsigned code)
    {
        auto const answer = receive_frame(client);
        EXPECT_EQ(answer.opcode, closing);
        EXPECT_EQ(answer.close_code(), code);
    }

    TestServer server{{websocket_route(echo_messages)}};
    RawClient client{server};
};

TEST_F(WebSocket, OpensWithTheChosenSubprotocolAndRequestId)
{
    auto const answer = client.ask(upgrade);
    EXPECT_EQ(answer.status, 101u);
    EXPECT_EQ(answer.header("Sec-WebSocket-Accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    EXPECT_EQ(answer.header("Sec-WebSocket-Protocol"), "orders.v1");
    EXPECT_EQ(answer.header("X-Request-Id"), "ws-1");
    EXPECT_EQ(answer.header("Content-Length"), "");
}

TEST_F(WebSocket, EchoesMessagesOfEveryLengthForm)
{
    open();
    for (std::size_t const size : {0u, 1u, 125u, 126u, 127u, 255u, 256u, 257u, 4096u, 16384u}) {
        std::string const payload(size, 'x');
        client.send(frame(text, payload));
        expect_echo(payload);
    }
}

TEST_F(WebSocket, TakesFramesByteByByte)
{
    open();
    client.send_bytewise(frame(text, std::string(200, 'x')) + frame(text, "second"));
    expect_echo(std::string(200, 'x'));
    expect_echo("second");
}

TEST_F(WebSocket, JoinsFragmentsAndAnswersControlFramesBetween)
{
    open();
    client.send(frame(text, "one ", false) + frame(ping, "are you there") + frame(continuation, "two ", false) +
                frame(pong, "") + frame(continuation, "") + frame(text, "next"));
    auto const answer = receive_frame(client);
    EXPECT_EQ(answer.opcode, pong);
    EXPECT_EQ(answer.payload, "are you there");
    expect_echo("one two ");
    expect_echo("next");
}

TEST_F(WebSocket, KeepsWhatCameWithTheUpgradeRequest)
{
    client.send(upgrade + frame(text, "early") + frame(text, std::string(5000, 'e')));
    EXPECT_EQ(client.receive().status, 101u);
    expect_echo("early");
    expect_echo(std::string(5000, 'e'));
}

TEST_F(WebSocket, TellsBinaryFromText)
{
    open();
    client.send(frame(binary, "\xff"));
    EXPECT_EQ(receive_frame(client).payload, "b:\xff");
}

TEST_F(WebSocket, ClosesOnViolationsWithTheirCode)
{
    struct Violation {
        std::string bytes;
        unsigned code;
    };
    for (auto const& [bytes, code] : std::vector<Violation>{
             {frame(text, std::string(16385, 'x')), 1009},
             {frame(text, std::string(10'000, 'x'), false) + frame(continuation, std::string(10'000, 'x')), 1009},
             {frame(text, "hello", true, false), 1002},
             {frame(3, "hello"), 1002},
             {frame(continuation, "hello"), 1002},
             {frame(ping, "x", false), 1002},
             {frame(text, "a", false) + frame(text, "b"), 1002},
             {frame(text, "\xff\xfe"), 1007},
             {frame(text, "\xc3"), 1007},
         }) {
        RawClient other(server);
        EXPECT_EQ(other.ask(upgrade).status, 101u);
        other.send(bytes);
        auto const answer = receive_frame(other);
        EXPECT_EQ(answer.opcode, closing);
        EXPECT_EQ(answer.close_code(), code);
        EXPECT_TRUE(other.is_closed_by_peer());
    }
}

TEST_F(WebSocket, ClosesWhenThePeerCloses)
{
    open();
    client.send(frame(closing, "\x03\xe8"));
    expect_close(1000);
    EXPECT_TRUE(client.is_closed_by_peer());
}

TEST_F(WebSocket, ClosesEvenIfThePeerDoesNotAnswer)
{
    open();
    client.send(frame(text, "close me"));
    expect_close(4001);
    EXPECT_TRUE(client.is_closed_by_peer());
    while (server.server->open_connections() > 0) std::this_thread::yield();
}

TEST_F(WebSocket, CountsAsOpenUntilItEnds)
{
    open();
    client.send(frame(text, "x"));
    expect_echo("x");
    auto& gauge = server.registry.gauge("http_connections_open", "", {{"transport", "websocket"}});
    EXPECT_EQ(gauge.value(), 1);
    client.socket().close();
    while (gauge.value() > 0) std::this_thread::yield();
    EXPECT_EQ(server.server->open_connections(), 0u);
}

TEST_F(WebSocket, IsCutAtTheEndOfADrain)
{
    open();
    server.server->drain(std::chrono::seconds(1));
    EXPECT_TRUE(client.is_closed_by_peer());
    EXPECT_EQ(server.server->open_connections(), 0u);
}

TEST(WebSocketHandler, MayUpgradeOnlyAnUpgradeRequest)
{
    TestServer const server({websocket_route(echo_messages)});
    EXPECT_EQ(RawClient(server).ask("GET /ws HTTP/1.1\r\nHost: shop\r\n\r\n").status, 500u);
}

TEST(WebSocketHandler, LearnsThatAStalledPeerIsGone)
{
    std::latch failed(1);
    http::Limits limits;
    limits.stall_timeout = std::chrono::seconds(1);
    TestServer const server({websocket_route([&](http::WebSocket& socket) -> base::Task<void> {
                                auto const text = std::make_shared<std::string const>(1 << 20, 'x');
                                while (co_await socket.write(text)) {}
                                failed.count_down();
                            })},
                            limits);
    RawClient client(server);
    client.send(upgrade);
    failed.wait();
}

TEST(WebSocketHandler, IsCutOffWhenThePeerTakesNoPongs)
{
    std::latch ended(1);
    http::Limits limits;
    limits.stall_timeout = std::chrono::seconds(1);
    limits.websocket_messages_per_second = limits.websocket_bytes_per_second = 1 << 30;
    TestServer const server({websocket_route([&](http::WebSocket& socket) -> base::Task<void> {
                                while (co_await socket.read()) {}
                                ended.count_down();
                            })},
                            limits);
    RawClient client(server);
    EXPECT_EQ(client.ask(upgrade).status, 101u);
    std::string pings;
    for (int i = 0; i < 1000; ++i) pings += frame(ping, std::string(125, 'p'));
    EXPECT_THROW(for (;;) client.send(pings), boost::system::system_error);
    ended.wait();
}

std::uint64_t bitten(TestServer& server, char const* limit)
{
    return server.registry.counter("limits_exceeded_total", "", {{"limit", limit}}).value();
}

/// Each kind of flood ends with 1008, and is counted under its limit.
TEST(WebSocketHandler, ClosesFloods)
{
    http::Limits limits;
    limits.websocket_messages_per_second = 10;
    limits.websocket_bytes_per_second = 5000;
    TestServer server({websocket_route([](http::WebSocket& socket) -> base::Task<void> {
                          while (co_await socket.read()) {}
                      })},
                      limits);
    auto const expect_closed = [&](std::string const& bytes, char const* limit) {
        auto const before = bitten(server, limit);
        RawClient client(server);
        EXPECT_EQ(client.ask(upgrade).status, 101u);
        client.send(bytes);
        auto answer = receive_frame(client);
        while (answer.opcode == pong) answer = receive_frame(client);
        EXPECT_EQ(answer.opcode, closing) << limit;
        EXPECT_EQ(answer.close_code(), 1008u);
        client.send(frame(closing, answer.payload.substr(0, 2)));
        EXPECT_TRUE(client.is_closed_by_peer());
        EXPECT_GT(bitten(server, limit), before);
    };
    std::string messages, pings, pongs, nothing = frame(text, "", false);
    for (int i = 0; i < 150; ++i) messages += frame(text, "x");
    for (int i = 0; i < 150; ++i) pings += frame(ping, "x");
    for (int i = 0; i < 150; ++i) pongs += frame(pong, "x");
    for (int i = 0; i < 10'000; ++i) nothing += frame(continuation, "", false);
    expect_closed(messages, "websocket_messages_per_second");
    expect_closed(pings, "websocket_messages_per_second");
    expect_closed(pongs, "websocket_messages_per_second");
    expect_closed(nothing, "websocket_bytes_per_second");
}

TEST(WebSocketHandler, MayAlwaysBeAnswered)
{
    http::Limits limits;
    limits.websocket_messages_per_second = 1;
    TestServer server({websocket_route([](http::WebSocket& socket) -> base::Task<void> {
                          auto const text = std::make_shared<std::string const>("news");
                          while (co_await socket.write(text)) {
                              auto const answer = co_await socket.read();
                              if (!answer) co_return;
                          }
                      })},
                      limits);
    RawClient client(server);
    EXPECT_EQ(client.ask(upgrade).status, 101u);
    for (int i = 0; i < 1000; ++i) {
        EXPECT_EQ(receive_frame(client).payload, "news");
        client.send(frame(text, "ack"));
    }
    EXPECT_EQ(bitten(server, "websocket_messages_per_second"), 0u);
}

/// Writes from a second coroutine while the first one reads, as the stream does.
TEST(WebSocketHandler, MayReadAndWriteAtOnceAndAbort)
{
    std::latch writer_ended(1);
    auto const serve = [&](http::WebSocket& socket) -> base::Task<void> {
        auto const write = [](http::WebSocket& to, std::latch& ended) -> base::Task<void> {
            auto const text = std::make_shared<std::string const>(1000, 'x');
            while (co_await to.write(text)) {}
            ended.count_down();
        };
        boost::asio::co_spawn(co_await boost::asio::this_coro::executor, write(socket, writer_ended),
                              boost::asio::detached);
        auto const first = co_await socket.read();
        EXPECT_EQ(first->data, "stop");
        socket.abort();
        EXPECT_FALSE(co_await socket.read());
    };
    TestServer const server({websocket_route(serve)});
    RawClient client(server);
    EXPECT_EQ(client.ask(upgrade).status, 101u);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(receive_frame(client).payload.size(), 1000u);
    client.send(frame(text, "stop"));
    writer_ended.wait();
}

}
