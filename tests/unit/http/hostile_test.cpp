// SPDX-License-Identifier: Apache-2.0
// Peers that take long, say much, or are gone: each limit bites, and is counted.
#include "http/response_stream.hpp"
#include "test_server.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <thread>

#include <linux/filter.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace {

using http::Method;
using http_test::echo;
using http_test::RawClient;
using http_test::TestServer;
using std::chrono::seconds;

std::string const host = "Host: shop\r\n";
std::string const get = "GET /health HTTP/1.1\r\n" + host + "\r\n";

http::Route route(Method method, std::string path, http::Handler handler, std::size_t body_limit = 0)
{
    return {.method = method,
            .path = std::move(path),
            .handler = std::move(handler),
            .body_limit = body_limit,
            .takes_json = false};
}

/// Streams until the peer is gone, one text at a time.
base::Task<http::Response> stream_on(http::Request&)
{
    http::Response response{.content_type = "text/plain"};
    response.stream = [](http::ResponseStream& stream) -> base::Task<void> {
        co_await stream.write(std::make_shared<std::string const>("hello"));
        co_await stream.wait_gone();
    };
    co_return response;
}

std::vector<http::Route> routes()
{
    return {route(Method::get, "/health", echo), route(Method::put, "/echo", echo, 8 << 20),
            route(Method::put, "/small", echo), route(Method::get, "/stream", stream_on)};
}

std::uint64_t bitten(TestServer& server, char const* limit)
{
    return server.registry.counter("limits_exceeded_total", "", {{"limit", limit}}).value();
}

template <typename Condition>
void await(Condition holds)
{
    auto const deadline = std::chrono::steady_clock::now() + seconds(20);
    while (!holds()) {
        ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "waited in vain";
        std::this_thread::yield();
    }
}

void await_limit(TestServer& server, char const* limit, std::uint64_t times = 1)
{
    await([&] { return bitten(server, limit) >= times; });
}

void await_end(TestServer const& server)
{
    await([&] { return server.server->open_connections() == 0; });
}

/// From now on the kernel of this end sees no packet: neither data nor questions are answered, as if a cable was cut.
void vanish(RawClient& client)
{
    sock_filter drop{BPF_RET | BPF_K, 0, 0, 0};
    sock_fprog const program{1, &drop};
    ASSERT_EQ(::setsockopt(client.socket().native_handle(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program), 0);
}

TEST(Hostile, SeesThatAnIdlePeerIsGone)
{
    http::Limits limits;
    limits.keepalive_after = limits.stall_timeout = seconds(1);
    TestServer server(routes(), limits);
    RawClient idle(server), streaming(server);
    EXPECT_EQ(idle.ask(get).status, 200u);
    EXPECT_EQ(streaming.ask("GET /stream HTTP/1.1\r\n" + host + "\r\n").status, 200u);
    vanish(idle);
    vanish(streaming);
    await_limit(server, "keepalive_after", 2);
    await_end(server);
}

int option_of_server_side(RawClient& client, int level, int option)
{
    // The test's process holds both ends.
    auto const wanted = client.socket().local_endpoint();
    for (int descriptor = 3; descriptor < 1024; ++descriptor) {
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) != 0) continue;
        if (ntohs(peer.sin_port) != wanted.port()) continue;
        int value = -1;
        size = sizeof value;
        ::getsockopt(descriptor, level, option, &value, &size);
        return value;
    }
    return -1;
}

TEST(Hostile, GivesNoPeerUpBeforeItsStallTimeout)
{
    TestServer const server(routes());
    RawClient client(server);
    EXPECT_EQ(client.ask(get).status, 200u);
    EXPECT_EQ(option_of_server_side(client, SOL_SOCKET, SO_KEEPALIVE), 1);
    EXPECT_EQ(option_of_server_side(client, IPPROTO_TCP, TCP_KEEPIDLE), 60);
    EXPECT_GT(option_of_server_side(client, IPPROTO_TCP, TCP_USER_TIMEOUT), 60'000);
    EXPECT_EQ(option_of_server_side(client, IPPROTO_TCP, TCP_NODELAY), 1);
    EXPECT_EQ(option_of_server_side(client, IPPROTO_TCP, TCP_NOTSENT_LOWAT), 64 * 1024);
}

TEST(Hostile, CountsEveryTimeLimitThatBites)
{
    http::Limits limits;
    limits.header_timeout = limits.body_timeout = limits.idle_timeout = seconds(1);
    TestServer server(routes(), limits);
    RawClient header(server), body(server), idle(server);
    header.send("GET /health HTTP/1.1\r\nX: ");
    body.send("PUT /echo HTTP/1.1\r\n" + host + "Content-Length: 5\r\n\r\nhel");
    for (char const* limit : {"header_timeout", "body_timeout", "idle_timeout"}) {
        await_limit(server, limit);
        EXPECT_EQ(bitten(server, limit), 1u) << limit;
    }
    EXPECT_EQ(header.receive().status, 408u);
    EXPECT_EQ(body.receive().status, 408u);
    EXPECT_TRUE(idle.is_closed_by_peer());
}

/// A reader that takes a little now and then stalls for no timeout, and yet does not keep its answer for ever.
TEST(Hostile, CutsAReaderThatTakesTooLong)
{
    http::Limits limits;
    limits.answer_timeout = seconds(1);
    TestServer server(routes(), limits);
    RawClient client(server);
    std::string const body(8 << 20, 'b');
    client.send("PUT /echo HTTP/1.1\r\n" + host + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    while (bitten(server, "answer_timeout") == 0) {
        try {
            client.take(1);
        } catch (std::runtime_error const&) {
            break;
        }
    }
    await_limit(server, "answer_timeout");
    EXPECT_EQ(bitten(server, "stall_timeout"), 0u);
    await_end(server);
}

TEST(Hostile, TurnsAwayAnAddressWithTooManyConnections)
{
    http::Limits limits;
    limits.connections_per_address = 2;
    TestServer server(routes(), limits);
    RawClient first(server);
    EXPECT_EQ(first.ask(get).status, 200u);
    {
        RawClient second(server);
        EXPECT_EQ(second.ask(get).status, 200u);
        RawClient third(server);
        auto const answer = third.receive();
        EXPECT_EQ(answer.status, 503u);
        EXPECT_NE(answer.body.find("too_many_connections"), std::string::npos) << answer.body;
        auto const retry = std::stoul(answer.header("Retry-After"));
        EXPECT_TRUE(retry >= 1 && retry <= 5) << retry;
        EXPECT_TRUE(third.is_closed_by_peer());
    }
    EXPECT_EQ(bitten(server, "connections_per_address"), 1u);
    await([&] { return server.server->open_connections() == 1; });
    EXPECT_EQ(RawClient(server).ask(get).status, 200u) << "a place was given back";
}

TEST(Hostile, LetsATrustedProxyHaveMore)
{
    http::ServerOptions options;
    options.limits.connections_per_address = 1;
    options.edges.trusted_proxies = {*http::parse_network("127.0.0.0/8")};
    TestServer const server(routes(), options);
    RawClient first(server), second(server);
    EXPECT_EQ(first.ask(get).status, 200u);
    EXPECT_EQ(second.ask(get).status, 200u);
}

TEST(Hostile, TurnsAwayAFloodOfConnections)
{
    http::Limits limits;
    limits.accepts_per_second = 1;
    TestServer server(routes(), limits);
    std::size_t refused = 0;
    while (refused == 0) {
        RawClient client(server);
        refused = client.ask(get).status == 503;
    }
    EXPECT_GE(bitten(server, "accepts_per_second"), 1u);
}

TEST(Hostile, LimitsWhatChunksAddToABody)
{
    http::Limits limits;
    limits.chunk_overhead_bytes = 1024;
    TestServer server(routes(), limits);
    auto const chunked = "PUT /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n";
    auto const tiny = [](int count) {
        std::string chunks;
        for (int i = 0; i < count; ++i) chunks += "1\r\nx\r\n";
        return chunks + "0\r\n\r\n";
    };
    RawClient fair(server);
    EXPECT_EQ(fair.ask(chunked + tiny(200)).body, "PUT /echo " + std::string(200, 'x'));
    EXPECT_EQ(fair.ask(chunked + "1\r\nx\r\n0\r\nX-Sum: 1\r\n\r\n").body, "PUT /echo x");
    std::string const zeros(500, '0');
    std::string const trailer = "X: " + std::string(500, 't') + "\r\n";
    for (auto const& abuse : {tiny(300), fmt::format("{0}1\r\nx\r\n{0}1\r\nx\r\n{0}1\r\nx\r\n0\r\n\r\n", zeros),
                              fmt::format("1\r\nx\r\n0\r\n{0}{0}{0}\r\n", trailer)}) {
        RawClient client(server);
        auto const answer = client.ask(chunked + abuse);
        EXPECT_EQ(answer.status, 413u) << abuse.substr(0, 20);
        EXPECT_NE(answer.body.find("body_too_large"), std::string::npos);
        EXPECT_TRUE(client.is_closed_by_peer());
    }
    EXPECT_EQ(bitten(server, "chunk_overhead_bytes"), 3u);
}

TEST(Hostile, RefusesChunksLargerThanAnything)
{
    TestServer const server(routes());
    for (auto const& [size, status] : std::vector<std::pair<std::string, unsigned>>{{"7fffffffffffffff", 413},
                                                                                    {"ffffffffffffffff", 413},
                                                                                    {"fffffffffffffffff", 400},
                                                                                    {"-1", 400},
                                                                                    {"", 400}}) {
        RawClient client(server);
        client.send(fmt::format("PUT /small HTTP/1.1\r\n{}Transfer-Encoding: chunked\r\n\r\n{}\r\nxxxxx", host, size));
        EXPECT_EQ(client.receive().status, status) << size;
        EXPECT_TRUE(client.is_closed_by_peer());
    }
}

TEST(Hostile, TakesNoCompressedBodies)
{
    TestServer const server(routes());
    RawClient client(server);
    auto const put = [&](std::string const& encoding) {
        return client.ask("PUT /echo HTTP/1.1\r\n" + host + "Content-Encoding: " + encoding +
                          "\r\nContent-Length: 2\r\n\r\n{}");
    };
    for (auto const* encoding : {"gzip", "deflate", "br", "GZIP", "gzip, gzip", "identity, gzip", "zstd"}) {
        auto const answer = put(encoding);
        EXPECT_EQ(answer.status, 415u) << encoding;
        EXPECT_EQ(answer.header("Accept-Encoding"), "identity");
        EXPECT_NE(answer.body.find("unsupported_media_type"), std::string::npos);
    }
    EXPECT_EQ(put("identity").status, 200u) << "and the connection lives on";
    EXPECT_EQ(put("").status, 200u);
    auto const answer = client.ask("GET /health HTTP/1.1\r\n" + host + "Accept-Encoding: gzip, br\r\n\r\n");
    EXPECT_EQ(answer.header("Content-Encoding"), "");
}

}
