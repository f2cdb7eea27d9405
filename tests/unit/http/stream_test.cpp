// SPDX-License-Identifier: Apache-2.0
#include "http/response_stream.hpp"
#include "test_server.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

namespace {

using http::Method;
using http::ResponseStream;
using http_test::RawClient;
using http_test::TestServer;

using Serve = std::function<base::Task<void>(ResponseStream&)>;

http::Route stream_route(Serve serve)
{
    return {.method = Method::get, .path = "/events", .handler = [serve](http::Request&) -> base::Task<http::Response> {
                http::Response response{.content_type = "text/event-stream"};
                response.stream = serve;
                co_return response;
            }};
}

std::shared_ptr<std::string const> text(std::string value)
{
    return std::make_shared<std::string const>(std::move(value));
}

base::Task<void> say_two_things(ResponseStream& stream)
{
    EXPECT_TRUE(co_await stream.write(text("one")));
    EXPECT_TRUE(co_await stream.write(text("")));
    EXPECT_TRUE(co_await stream.write(text("sixteen letters!")));
}

std::string const ask = "GET /events HTTP/1.1\r\nHost: shop\r\n\r\n";

TEST(Stream, IsChunkedAndThenCloses)
{
    TestServer const server({stream_route(say_two_things)});
    RawClient client(server);
    auto const answer = client.ask(ask);
    EXPECT_EQ(answer.status, 200u);
    EXPECT_EQ(answer.header("Content-Type"), "text/event-stream");
    EXPECT_EQ(answer.header("Transfer-Encoding"), "chunked");
    EXPECT_EQ(answer.header("Content-Length"), "");
    EXPECT_EQ(answer.header("Connection"), "close");
    std::string const body = "3\r\none\r\n10\r\nsixteen letters!\r\n0\r\n\r\n";
    EXPECT_EQ(client.take(body.size()), body);
    EXPECT_TRUE(client.is_closed_by_peer());
}

TEST(Stream, EndsWithTheConnectionForHttp10)
{
    TestServer const server({stream_route(say_two_things)});
    RawClient client(server);
    auto const answer = client.ask("GET /events HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(answer.header("Transfer-Encoding"), "");
    EXPECT_EQ(answer.header("Content-Length"), "");
    EXPECT_EQ(answer.header("Connection"), "close");
    std::string const body = "onesixteen letters!";
    EXPECT_EQ(client.take(body.size()), body);
    EXPECT_TRUE(client.is_closed_by_peer());
}

TEST(Stream, HasNoBodyForHead)
{
    TestServer const server({stream_route([](ResponseStream&) -> base::Task<void> {
        ADD_FAILURE() << "HEAD has no body";
        co_return;
    })});
    RawClient client(server);
    for (int i = 0; i < 2; ++i) {
        auto const answer = client.ask("HEAD /events HTTP/1.1\r\nHost: shop\r\n\r\n");
        EXPECT_EQ(answer.status, 200u);
        EXPECT_EQ(answer.header("Transfer-Encoding"), "chunked");
        EXPECT_EQ(answer.header("Content-Length"), "");
    }
}

TEST(Stream, LearnsThatThePeerIsGone)
{
    std::promise<void> gone;
    TestServer const server({stream_route([&](ResponseStream& stream) -> base::Task<void> {
        co_await stream.write(text("x"));
        co_await stream.wait_gone();
        gone.set_value();
    })});
    {
        RawClient client(server);
        client.ask(ask);
        EXPECT_EQ(client.take(6), "1\r\nx\r\n");
    }
    gone.get_future().get();
    while (server.server->open_connections() > 0) std::this_thread::yield();
}

TEST(Stream, IsOverWhenThePeerSendsSomething)
{
    TestServer const server({stream_route([](ResponseStream& stream) -> base::Task<void> {
        co_await stream.wait_gone();
        co_await stream.write(text("x"));
    })});
    for (bool const is_early : {true, false}) {
        RawClient client(server);
        client.send(is_early ? ask + ask : ask);
        EXPECT_EQ(client.receive().status, 200u);
        if (!is_early) client.send(ask);
        EXPECT_EQ(client.take(11), "1\r\nx\r\n0\r\n\r\n");
        EXPECT_TRUE(client.is_closed_by_peer());
    }
}

TEST(Stream, SaysGoodbyeWhenTheServerDrains)
{
    TestServer server({stream_route([](ResponseStream& stream) -> base::Task<void> {
        co_await stream.wait_gone();
        EXPECT_TRUE(co_await stream.write(text("bye")));
        co_await stream.wait_gone();  // Returns at once.
    })});
    RawClient client(server);
    client.ask(ask);
    server.server->drain(std::chrono::seconds(20));
    EXPECT_EQ(client.take(13), "3\r\nbye\r\n0\r\n\r\n");
    EXPECT_TRUE(client.is_closed_by_peer());
    EXPECT_EQ(server.server->open_connections(), 0u);
}

base::Task<void> flood(ResponseStream& stream)
{
    auto const much = text(std::string(1 << 20, 'x'));
    while (co_await stream.write(much)) {}
}

TEST(Stream, IsCutAtTheEndOfADrain)
{
    TestServer server({stream_route(flood)});
    RawClient client(server);
    client.ask(ask);
    server.server->drain(std::chrono::seconds(0));
    EXPECT_EQ(server.server->open_connections(), 0u);
}

TEST(Stream, CutsAPeerThatTakesNothing)
{
    http::Limits limits;
    limits.stall_timeout = std::chrono::seconds(1);
    TestServer server({stream_route(flood)}, limits);
    RawClient client(server);
    client.ask(ask);
    while (server.server->open_connections() > 0) std::this_thread::yield();
    EXPECT_EQ(server.registry.counter("limits_exceeded_total", "", {{"limit", "stall_timeout"}}).value(), 1u);
}

TEST(Stream, WritesWhatDoesNotFitTheSocketBuffers)
{
    std::string const large(6 << 20, 'b');
    TestServer const server({stream_route(
        [&](ResponseStream& stream) -> base::Task<void> { EXPECT_TRUE(co_await stream.write(text(large))); })});
    RawClient client(server);
    client.ask(ask);
    EXPECT_EQ(client.take(8), "600000\r\n");
    EXPECT_TRUE(client.take(large.size()) == large);
    EXPECT_EQ(client.take(7), "\r\n0\r\n\r\n");
}

TEST(Stream, StaysWithoutItsEndWhenTheHandlerFails)
{
    TestServer const server({stream_route([](ResponseStream& stream) -> base::Task<void> {
        co_await stream.write(text("x"));
        throw std::runtime_error("secret detail");
    })});
    RawClient client(server);
    client.ask(ask);
    EXPECT_EQ(client.take(6), "1\r\nx\r\n");
    EXPECT_TRUE(client.is_closed_by_peer());
}

TEST(Stream, EndsWhenItAborts)
{
    TestServer const server({stream_route([](ResponseStream& stream) -> base::Task<void> {
        stream.abort();
        co_await stream.wait_gone();
        EXPECT_FALSE(co_await stream.write(text("x")));
    })});
    RawClient client(server);
    EXPECT_EQ(client.ask(ask).status, 200u);
    EXPECT_TRUE(client.is_closed_by_peer());
}

TEST(Stream, IsCountedAsOne)
{
    TestServer server({stream_route([](ResponseStream& stream) -> base::Task<void> {
        co_await stream.write(text("x"));
        co_await stream.wait_gone();
    })});
    auto& gauge = server.registry.gauge("http_connections_open", "", {{"transport", "stream"}});
    {
        RawClient client(server);
        client.ask(ask);
        client.take(6);
        EXPECT_EQ(gauge.value(), 1);
        EXPECT_EQ(server.server->open_connections(), 1u);
    }
    while (server.server->open_connections() > 0) std::this_thread::yield();
    EXPECT_EQ(gauge.value(), 0);
}

}
