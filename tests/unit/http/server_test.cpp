// SPDX-License-Identifier: Apache-2.0
#include "base/one_shot.hpp"
#include "test_server.hpp"

#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include <future>
#include <latch>
#include <thread>

namespace {

using http::Method;
using http_test::echo;
using http_test::RawClient;
using http_test::TestServer;

std::string const host = "Host: shop\r\n";

std::vector<http::Route> echo_routes()
{
    std::vector<http::Route> routes;
    routes.push_back({.method = Method::get, .path = "/health", .handler = echo});
    routes.push_back({.method = Method::get, .path = "/orders/{id}", .handler = echo});
    routes.push_back({.method = Method::post, .path = "/orders", .handler = echo});
    routes.push_back({.method = Method::put, .path = "/small", .handler = echo, .body_limit = 10, .takes_json = false});
    routes.push_back(
        {.method = Method::put, .path = "/large", .handler = echo, .body_limit = 8 << 20, .takes_json = false});
    routes.push_back(
        {.method = Method::get, .path = "/throws", .handler = [](http::Request&) -> base::Task<http::Response> {
             throw std::runtime_error("secret detail");
             co_return http::Response{};
         }});
    routes.push_back(
        {.method = Method::delete_, .path = "/empty", .handler = [](http::Request&) -> base::Task<http::Response> {
             http::Response response{.status = http::Status::no_content, .body = "dropped"};
             co_return response;
         }});
    return routes;
}

std::string json_post(std::string_view body)
{
    return "POST /orders HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

TEST(Server, AnswersWithTheHeadersOfEveryAnswer)
{
    TestServer const server(echo_routes());
    RawClient client(server);
    auto const answer = client.ask("GET /health HTTP/1.1\r\n" + host + "\r\n");
    EXPECT_EQ(answer.status, 200u);
    EXPECT_EQ(answer.body, "GET /health ");
    EXPECT_EQ(answer.header("Server"), "order-receiver");
    EXPECT_EQ(answer.header("Cache-Control"), "no-store");
    EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(answer.header("X-Request-Id").size(), 36u);
    EXPECT_TRUE(answer.header("Date").ends_with(" GMT"));
    EXPECT_EQ(answer.header("Connection"), "");

    EXPECT_EQ(client.ask("GET /health HTTP/1.1\r\n" + host + "X-Request-Id: a.B-c_1\r\n\r\n").header("X-Request-Id"),
              "a.B-c_1");
    EXPECT_EQ(client.ask("GET /health HTTP/1.1\r\n" + host + "X-Request-Id: a b\r\n\r\n").header("X-Request-Id").size(),
              36u);
}

TEST(Server, TakesRequestsByteByByte)
{
    TestServer const server(echo_routes());
    RawClient client(server);
    client.send_bytewise(json_post("[1]"));
    EXPECT_EQ(client.receive().body, "POST /orders [1]");
    client.send_bytewise(
        "POST /orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        "2\r\n[1\r\n1\r\n]\r\n0\r\nX-Trailer: y\r\n\r\n");
    EXPECT_EQ(client.receive().body, "POST /orders [1]");
}

TEST(Server, AnswersPipelinedRequestsInOrder)
{
    TestServer const server(echo_routes());
    RawClient client(server);
    std::string requests;
    for (int i = 0; i < 50; ++i) {
        requests += "GET /orders/" + std::to_string(i) + " HTTP/1.1\r\n" + host + "\r\n";
        requests += json_post(std::to_string(i));
    }
    client.send(requests);
    for (int i = 0; i < 50; ++i) {
        auto const number = std::to_string(i);
        EXPECT_EQ(client.receive().body, "GET /orders/" + number + " [" + number + "] ");
        EXPECT_EQ(client.receive().body, "POST /orders " + number);
    }
}

TEST(Server, AnswersHeadWithoutBodyAndNoContentWithoutLength)
{
    TestServer const server(echo_routes());
    RawClient client(server);
    client.send("HEAD /health HTTP/1.1\r\n" + host + "\r\n");
    auto const head = client.receive(false);
    EXPECT_EQ(head.status, 200u);
    EXPECT_EQ(head.header("Content-Length"), "13");
    auto const empty = client.ask("DELETE /empty HTTP/1.1\r\n" + host + "\r\n");
    EXPECT_EQ(empty.status, 204u);
    EXPECT_EQ(empty.header("Content-Length"), "");
    EXPECT_EQ(client.ask("GET /health HTTP/1.1\r\n" + host + "\r\n").status, 200u);
}

struct Refused {
    std::string request;
    unsigned status;
    std::string code;
    bool closes;
};

TEST(Server, RefusesWithAProblemDocument)
{
    TestServer const server(echo_routes());
    std::vector<Refused> const table{
        {"GET /nowhere HTTP/1.1\r\n" + host + "\r\n", 404, "not_found", false},
        {"POST /nowhere HTTP/1.1\r\n" + host + "Content-Length: 2\r\n\r\n{}", 404, "not_found", false},
        {"PUT /orders HTTP/1.1\r\n" + host + "\r\n", 405, "method_not_allowed", false},
        {"POST /orders HTTP/1.1\r\n" + host + "Content-Length: 2\r\n\r\n{}", 415, "unsupported_media_type", false},
        {"POST /orders HTTP/1.1\r\n" + host + "Content-Type: text/json\r\nContent-Length: 2\r\n\r\n{}", 415,
         "unsupported_media_type", false},
        {"PUT /small HTTP/1.1\r\n" + host + "Content-Length: 11\r\n\r\n", 413, "body_too_large", true},
        {"PUT /small HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nb\r\nhello", 413, "body_too_large",
         true},
        {"POST /orders HTTP/1.1\r\n" + host + "Content-Length: 262145\r\n\r\n", 413, "body_too_large", true},
        {"GET / HTTP/1.1\r\n" + host + "X: " + std::string(17'000, 'x') + "\r\n\r\n", 431, "header_too_large", true},
        {"GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\n" + host + "\r\n", 414, "uri_too_long", true},
        {"BREW /health HTTP/1.1\r\n" + host + "\r\n", 501, "not_implemented", true},
        {"CONNECT shop:80 HTTP/1.1\r\n" + host + "\r\n", 501, "not_implemented", true},
        {"TRACE /health HTTP/1.1\r\n" + host + "\r\n", 501, "not_implemented", true},
        {"GET /%zz HTTP/1.1\r\n" + host + "\r\n", 400, "malformed_request", true},
        {"GET /orders/%00 HTTP/1.1\r\n" + host + "\r\n", 400, "malformed_request", true},
        {"GET * HTTP/1.1\r\n" + host + "\r\n", 400, "malformed_request", true},
        {"GET /health HTTP/1.1\r\n\r\n", 400, "malformed_request", true},
        {"\x16\x03\x01 hello\r\n", 400, "malformed_request", true},
        {"GET /throws HTTP/1.1\r\n" + host + "\r\n", 500, "internal_error", false},
    };
    for (auto const& row : table) {
        RawClient client(server);
        auto const answer = client.ask(row.request);
        auto const name = row.request.substr(0, 60);
        EXPECT_EQ(answer.status, row.status) << name;
        EXPECT_EQ(answer.header("Content-Type"), "application/problem+json") << name;
        EXPECT_NE(answer.body.find("\"code\":\"" + row.code + '"'), std::string::npos) << answer.body;
        EXPECT_NE(answer.body.find("\"request_id\":\"" + answer.header("X-Request-Id") + '"'), std::string::npos);
        EXPECT_EQ(answer.body.find("secret"), std::string::npos);
        EXPECT_EQ(answer.header("Connection"), row.closes ? "close" : "") << name;
        if (row.closes) {
            EXPECT_TRUE(client.is_closed_by_peer()) << name;
        } else {
            EXPECT_EQ(client.ask("GET /health HTTP/1.1\r\n" + host + "\r\n").status, 200u) << name;
        }
    }
    EXPECT_EQ(RawClient(server).ask("PUT /orders HTTP/1.1\r\n" + host + "\r\n").header("Allow"), "POST");
}

TEST(Server, TakesBothSlashFormsAndEscapesAndTheAbsoluteForm)
{
    TestServer const server(echo_routes());
    RawClient client(server);
    auto const get = [&](std::string const& target) {
        return client.ask("GET " + target + " HTTP/1.1\r\n" + host + "\r\n").body;
    };
    EXPECT_EQ(get("/health/"), "GET /health ");
    EXPECT_EQ(get("/orders/a%2Fb%20c/"), "GET /orders/a%2Fb c [a/b c] ");
    EXPECT_EQ(get("http://shop/orders/1?x=y"), "GET /orders/1 [1] ");
    auto const options = client.ask("OPTIONS /orders HTTP/1.1\r\n" + host + "\r\n");
    EXPECT_EQ(options.status, 204u);
    EXPECT_EQ(options.header("Allow"), "POST");
    EXPECT_EQ(client.ask("OPTIONS * HTTP/1.1\r\n" + host + "\r\n").status, 204u);
}

TEST(Server, KeepsAndClosesConnectionsAsAsked)
{
    TestServer const server(echo_routes());
    {
        RawClient client(server);
        EXPECT_EQ(client.ask("GET /health HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n").header("Connection"),
                  "close");
        EXPECT_TRUE(client.is_closed_by_peer());
    }
    {
        RawClient client(server);
        EXPECT_EQ(client.ask("GET /health HTTP/1.0\r\n\r\n").header("Connection"), "close");
        EXPECT_TRUE(client.is_closed_by_peer());
    }
    RawClient client(server);
    EXPECT_EQ(client.ask("GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").header("Connection"), "keep-alive");
    EXPECT_EQ(client.ask("\r\nGET /health HTTP/1.0\r\n\r\n").status, 200u);
}

TEST(Server, SaysContinueOnlyWhenItWantsTheBody)
{
    TestServer const server(echo_routes());
    RawClient client(server);
    auto const expect = host + "Expect: 100-continue\r\nContent-Type: application/json\r\n";
    EXPECT_EQ(client.ask("POST /orders HTTP/1.1\r\n" + expect + "Content-Length: 2\r\n\r\n").status, 100u);
    EXPECT_EQ(client.ask("{}").body, "POST /orders {}");
    EXPECT_EQ(client.ask("POST /orders HTTP/1.1\r\n" + expect + "Content-Length: 999999\r\n\r\n").status, 413u);
    RawClient other(server);
    EXPECT_EQ(other.ask("POST /nowhere HTTP/1.1\r\n" + expect + "Content-Length: 2\r\n\r\n").status, 404u);
}

TEST(Server, SendsAndTakesBodiesThatDoNotFitTheSocketBuffers)
{
    TestServer const server(echo_routes());
    RawClient client(server);
    std::string const body(6 << 20, 'b');
    auto const answer = client.ask("PUT /large HTTP/1.1\r\n" + host + "Content-Length: " + std::to_string(body.size()) +
                                   "\r\n\r\n" + body);
    EXPECT_EQ(answer.body, "PUT /large " + body);
    EXPECT_EQ(client.ask("GET /health HTTP/1.1\r\n" + host + "\r\n").status, 200u);
}

TEST(Server, TimesOutASlowHeaderASlowBodyAndAnIdleConnection)
{
    http::Limits limits;
    limits.header_timeout = std::chrono::seconds(1);
    limits.body_timeout = std::chrono::seconds(1);
    limits.idle_timeout = std::chrono::seconds(1);
    TestServer const server(echo_routes(), limits);
    RawClient header(server), body(server), idle(server);
    header.send("GET /health HT");
    body.send("POST /orders HTTP/1.1\r\n" + host + "Content-Type: application/json\r\nContent-Length: 5\r\n\r\nhel");
    EXPECT_EQ(header.receive().status, 408u);
    EXPECT_TRUE(header.is_closed_by_peer());
    EXPECT_EQ(body.receive().status, 408u);
    EXPECT_TRUE(body.is_closed_by_peer());
    EXPECT_TRUE(idle.is_closed_by_peer());
}

TEST(Server, CutsABodyThatOnlyDribbles)
{
    TestServer const server(echo_routes());
    RawClient client(server);
    client.send("POST /orders HTTP/1.1\r\n" + host +
                "Content-Type: application/json\r\nContent-Length: 50000\r\n\r\n[");
    auto const answer = client.receive();
    EXPECT_EQ(answer.status, 408u);
    EXPECT_NE(answer.body.find("too slowly"), std::string::npos) << answer.body;
}

TEST(Server, CutsAPeerThatTakesNothing)
{
    http::Limits limits;
    limits.stall_timeout = std::chrono::seconds(1);
    TestServer const server(echo_routes(), limits);
    RawClient client(server);
    std::string const body(6 << 20, 'b');
    client.send("PUT /large HTTP/1.1\r\n" + host + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                body);
    while (server.server->open_connections() > 0) std::this_thread::yield();
    EXPECT_THROW(client.receive(), std::runtime_error);
}

TEST(Server, TurnsAwayMoreConnectionsThanTheLimit)
{
    http::Limits limits;
    limits.connections = 1;
    TestServer const server(echo_routes(), limits);
    RawClient first(server);
    EXPECT_EQ(first.ask("GET /health HTTP/1.1\r\n" + host + "\r\n").status, 200u);
    RawClient second(server);
    auto const answer = second.ask("GET /health HTTP/1.1\r\n" + host + "\r\n");
    EXPECT_EQ(answer.status, 503u);
    EXPECT_NE(answer.header("Retry-After"), "");
    EXPECT_EQ(first.ask("GET /health HTTP/1.1\r\n" + host + "\r\n").status, 200u);
}

TEST(Server, CountsRequestsByRouteMethodAndStatus)
{
    TestServer server(echo_routes());
    RawClient client(server);
    client.ask("GET /orders/1 HTTP/1.1\r\n" + host + "\r\n");
    client.ask("GET /orders/2 HTTP/1.1\r\n" + host + "\r\n");
    client.ask("GET /nowhere HTTP/1.1\r\n" + host + "\r\n");
    client.ask("GET /health HTTP/1.1\r\n" + host + "\r\n");  // Its answer leaves after the others are counted.
    auto const requests = [&](std::string route, std::string status) {
        return server.registry
            .counter("http_requests_total", "", {{"route", route}, {"method", "GET"}, {"status", status}})
            .value();
    };
    EXPECT_EQ(requests("/orders/{id}", "200"), 2u);
    EXPECT_EQ(requests("unmatched", "404"), 1u);
    EXPECT_EQ(server.registry.gauge("http_connections_open", "", {{"transport", "http"}}).value(), 1);
    EXPECT_EQ(server.server->open_connections(), 1u);
}

/// A route whose handler waits until the test lets it go.
struct Gate {
    std::latch entered{1};
    std::optional<base::Suspended<int>> waiting;

    http::Route route()
    {
        return {
            .method = Method::get, .path = "/wait", .handler = [this](http::Request&) -> base::Task<http::Response> {
                co_await base::suspend<int>([this](base::Suspended<int> suspended) {
                    waiting.emplace(std::move(suspended));
                    entered.count_down();
                });
                http::Response response{.body = "done"};
                co_return response;
            }};
    }

    void open()
    {
        auto executor = waiting->executor();
        boost::asio::post(executor, [this] { waiting->resume(0); });
    }
};

bool accepts(TestServer const& server)
{
    try {
        RawClient const client(server);
        return true;
    } catch (boost::system::system_error const&) {
        return false;
    }
}

TEST(Server, FinishesWhatIsInFlightWhenItDrains)
{
    Gate gate;
    auto routes = echo_routes();
    routes.push_back(gate.route());
    TestServer server(std::move(routes));
    RawClient busy(server), idle(server);
    EXPECT_EQ(idle.ask("GET /health HTTP/1.1\r\n" + host + "\r\n").status, 200u);
    busy.send("GET /wait HTTP/1.1\r\n" + host + "\r\n");
    gate.entered.wait();

    auto drained = std::async(std::launch::async, [&] { server.server->drain(std::chrono::seconds(20)); });
    EXPECT_TRUE(idle.is_closed_by_peer());
    // The listener is another core's: it may close a moment later.
    while (accepts(server)) std::this_thread::yield();
    gate.open();
    auto const answer = busy.receive();
    EXPECT_EQ(answer.body, "done");
    EXPECT_EQ(answer.header("Connection"), "close");
    drained.get();
    EXPECT_EQ(server.server->open_connections(), 0u);
}

TEST(Server, EndsWhileAHandlerStillWaits)
{
    Gate gate;
    TestServer server({gate.route()});
    RawClient client(server);
    client.send("GET /wait HTTP/1.1\r\n" + host + "\r\n");
    gate.entered.wait();
    auto drained = std::async(std::launch::async, [&] { server.server->drain(std::chrono::seconds(0)); });
    EXPECT_TRUE(client.is_closed_by_peer());
    gate.open();
    drained.get();
}

TEST(Server, LivesThroughManyClientsThatLeaveAtAnyPoint)
{
    TestServer const server(echo_routes());
    auto const request = json_post("{\"a\":1}");
    for (std::size_t cut = 0; cut < request.size(); ++cut) {
        RawClient client(server);
        client.send(request.substr(0, cut));
    }
    EXPECT_EQ(RawClient(server).ask(request).status, 200u);
}

TEST(Server, RefusesAnAddressThatIsTaken)
{
    TestServer server(echo_routes());
    EXPECT_THROW(http::Server(server.cores, server.router, {.host = "127.0.0.1", .port = server.server->port()},
                              server.log, server.registry),
                 std::system_error);
}

}
