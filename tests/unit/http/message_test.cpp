// SPDX-License-Identifier: Apache-2.0
#include "http/message.hpp"

#include "http/problem.hpp"
#include "http/protocol/response_head.hpp"
#include "http/router.hpp"
#include "http/target.hpp"

#include <gtest/gtest.h>

namespace {

using http::Method;

TEST(Target, TakesOriginAndAbsoluteForm)
{
    auto const origin = http::parse_target("/a/b?c=d");
    ASSERT_TRUE(origin);
    EXPECT_EQ(origin->path, "/a/b");
    EXPECT_EQ(origin->origin, "/a/b?c=d");

    auto const absolute = http::parse_target("http://shop.example:80/a?b");
    ASSERT_TRUE(absolute);
    EXPECT_EQ(absolute->path, "/a");
    EXPECT_EQ(absolute->authority, "shop.example:80");
    EXPECT_EQ(absolute->origin, "/a?b");
    EXPECT_EQ(http::parse_target("HTTPS://shop")->path, "/");
    EXPECT_EQ(http::parse_target("*")->path, "*");
}

TEST(Target, RefusesWhatIsNoPath)
{
    for (auto const* text :
         {"", "a", "shop:80", "ftp://shop/", "http:///a", "http://u@shop/", "/a#b", "/%", "/%4", "/%zz", "/a?b=%f",
          "/%00", "/a?%00", "/%ff", "/\xc3\xa9", "/?x=%c3", "/a b", "/a\nb", "/\x7f"})
        EXPECT_FALSE(http::parse_target(text)) << text;
    EXPECT_FALSE(http::parse_target(std::string_view("/a\0b", 4)));
    EXPECT_TRUE(http::parse_target("/%c3%a9?x=%C3%A9"));
}

TEST(Target, DecodesAPathWithoutMakingSegments)
{
    EXPECT_EQ(http::decoded_path("/a%20b/c/"), "/a b/c");
    EXPECT_EQ(http::decoded_path("/a%2fb"), "/a%2Fb");
    EXPECT_EQ(http::decoded_path("/"), "/");
}

TEST(Request, FindsQueryParameters)
{
    http::Request request;
    request.target = "/x?a=1&b=two+words&c=%2B&a=2&d&=e&&f=%C3%A9";
    EXPECT_EQ(request.query("a"), "1");
    EXPECT_EQ(request.query("b"), "two words");
    EXPECT_EQ(request.query("c"), "+");
    EXPECT_EQ(request.query("d"), "");
    EXPECT_EQ(request.query("f"), "é");
    EXPECT_FALSE(request.query("z"));
    auto const all = request.query_parameters();
    ASSERT_TRUE(all);
    EXPECT_EQ(all->size(), 7u);

    request.target = "/x?a=%zz";
    EXPECT_FALSE(request.query_parameters());
    request.target = "/x";
    EXPECT_TRUE(request.query_parameters()->empty());
}

TEST(Request, FindsHeadersInAnyCase)
{
    http::Request request;
    request.headers = {{"If-Match", "\"3\""}, {"if-match", "\"4\""}};
    EXPECT_EQ(request.header("IF-MATCH"), "\"3\"");
    EXPECT_FALSE(request.header("ETag"));
}

http::Request upgrade_request()
{
    http::Request request;
    request.headers = {{"Connection", "keep-alive, Upgrade"},
                       {"Upgrade", "websocket"},
                       {"Sec-WebSocket-Version", "13"},
                       {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                       {"Sec-WebSocket-Protocol", "orders.v1, chat"}};
    return request;
}

TEST(Request, KnowsAWebSocketUpgrade)
{
    EXPECT_TRUE(http::is_websocket_upgrade(upgrade_request()));
    EXPECT_EQ(http::offered_subprotocols(upgrade_request()), (std::vector<std::string_view>{"orders.v1", "chat"}));
    for (std::size_t i = 0; i < 4; ++i) {
        auto request = upgrade_request();
        request.headers[i].value = "x";
        EXPECT_FALSE(http::is_websocket_upgrade(request)) << request.headers[i].name;
    }
    auto request = upgrade_request();
    request.method = Method::post;
    EXPECT_FALSE(http::is_websocket_upgrade(request));
}

TEST(Problem, IsWellFormedJson)
{
    auto const response = http::problem_response({.status = http::Status::conflict,
                                                  .code = "order_moved",
                                                  .detail = "a \"b\"\n",
                                                  .errors = {{"/a", "x", "y"}, {"/b", "x", "y"}},
                                                  .retryable = true,
                                                  .retry_after_s = 3,
                                                  .extra = R"("order":{"id":1})"},
                                                 "req-1");
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(response.headers.at(0).value, "3");
    EXPECT_EQ(response.body,
              R"({"type":"about:blank","title":"Conflict","status":409,"code":"order_moved","detail":"a \"b\"\n",)"
              R"("request_id":"req-1","retryable":true,"errors":[{"pointer":"/a","code":"x","detail":"y"},)"
              R"({"pointer":"/b","code":"x","detail":"y"}],"order":{"id":1}})");
}

TEST(ResponseHead, CannotBeSplitByAHandler)
{
    http::Response response;
    response.with("X-Good", "1").with("X-Bad", "a\r\nSet-Cookie: b").with("X-Nul", std::string(1, '\0'));
    response.with("Bad Name", "1").with("", "1").with("Content-Length", "9").with("Cache-Control", "max-age=5");
    std::string out;
    http::append_response_head(out, response, {.date_line = "Date: x\r\n", .request_id = "r", .closes = true});
    EXPECT_EQ(out, "HTTP/1.1 200 OK\r\nServer: order-receiver\r\nDate: x\r\nX-Request-Id: r\r\n"
                   "Content-Type: application/json\r\nContent-Length: 0\r\nConnection: close\r\nX-Good: 1\r\n"
                   "Cache-Control: max-age=5\r\n"
                   "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
                   "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n\r\n");
}

http::Router router_with(std::vector<std::pair<Method, std::string>> const& routes)
{
    http::Router router;
    for (auto const& [method, path] : routes) router.add({.method = method, .path = path, .handler = {}});
    return router;
}

TEST(Router, PrefersLiteralsAndFindsParameters)
{
    auto const router = router_with({{Method::get, "/"},
                                     {Method::get, "/orders"},
                                     {Method::post, "/orders/"},
                                     {Method::get, "/orders/{id}"},
                                     {Method::get, "/orders/open"},
                                     {Method::patch, "/orders/{id}/status"},
                                     {Method::get, "/{a}/open/{b}"}});
    auto const path_of = [&](Method method, std::string_view path) {
        auto const match = router.match(method, path);
        return match.route ? match.route->path : "none, allow " + match.allow;
    };
    EXPECT_EQ(path_of(Method::get, "/"), "/");
    EXPECT_EQ(path_of(Method::get, "/orders"), "/orders");
    EXPECT_EQ(path_of(Method::get, "/orders/"), "/orders");
    EXPECT_EQ(path_of(Method::post, "/orders"), "/orders/");
    EXPECT_EQ(path_of(Method::head, "/orders"), "/orders");
    EXPECT_EQ(path_of(Method::get, "/orders/open"), "/orders/open");
    EXPECT_EQ(path_of(Method::get, "/orders/7"), "/orders/{id}");
    EXPECT_EQ(path_of(Method::patch, "/orders/open/status/"), "/orders/{id}/status");
    EXPECT_EQ(path_of(Method::get, "/orders/open/x"), "/{a}/open/{b}");
    EXPECT_EQ(path_of(Method::delete_, "/orders"), "none, allow GET, HEAD, POST");
    for (auto const* path :
         {"/x", "/orders//", "//orders", "/orders/7/8", "/orders/7/status/x", "", "orders", "/ORDERS"})
        EXPECT_EQ(path_of(Method::get, path), "none, allow ") << path;
    EXPECT_EQ(router.match(Method::get, "/a/open/b").parameters, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(router.routes().size(), 7u);
}

TEST(Router, DecodesSegmentsOneByOne)
{
    auto const router = router_with({{Method::get, "/orders/{id}"}, {Method::get, "/a b"}});
    EXPECT_EQ(router.match(Method::get, "/orders/a%2Fb").parameters, (std::vector<std::string>{"a/b"}));
    EXPECT_EQ(router.match(Method::get, "/orders/%252F").parameters, (std::vector<std::string>{"%2F"}));
    EXPECT_TRUE(router.match(Method::get, "/a%20b").route);
    EXPECT_TRUE(router.match(Method::get, "/%6Frders/1").route);
    EXPECT_FALSE(router.match(Method::get, "/orders%2F1").route);
}

TEST(Router, RefusesTheSameRouteTwice)
{
    auto router = router_with({{Method::get, "/orders/{id}"}});
    EXPECT_THROW(router.add({.method = Method::get, .path = "/orders/{other}/", .handler = {}}), std::logic_error);
    EXPECT_NO_THROW(router.add({.method = Method::put, .path = "/orders/{id}", .handler = {}}));
}

}
