// SPDX-License-Identifier: Apache-2.0
#include "http/protocol/destination.hpp"

#include <gtest/gtest.h>

namespace {

using http::Method;

http::Router const& router()
{
    static http::Router const made = [] {
        http::Handler const nobody = [](http::Request&) -> base::Task<http::Response> { co_return http::Response{}; };
        http::Router filled;
        filled.add({.method = Method::get, .path = "/orders/{id}", .handler = nobody});
        filled.add({.method = Method::put, .path = "/form", .handler = nobody, .takes_json = false});
        filled.add({.method = Method::post, .path = "/orders", .handler = nobody});
        filled.add({.method = Method::get, .path = "/live", .handler = nobody, .hosts = http::Hosts::any});
        return filled;
    }();
    return made;
}

http::Request request(Method method, std::string target, std::string host = "shop")
{
    http::Request made;
    made.method = method;
    made.target = std::move(target);
    made.headers = {{"Host", std::move(host)}};
    return made;
}

http::Destination destination(http::Request& request, http::Edges const& edges = {})
{
    auto found = http::find_destination(router(), edges, request);
    EXPECT_TRUE(found) << request.target;
    return found ? *std::move(found) : http::Destination();
}

TEST(Destination, WritesIntoTheRequestWhatTheRouteSaysOfIt)
{
    auto asked = request(Method::get, "http://other:80/orders/a%2Fb/?x=1");
    auto const found = destination(asked);
    EXPECT_EQ(found.handler, &found.route->handler);
    EXPECT_EQ(asked.route, "/orders/{id}");
    EXPECT_EQ(asked.path, "/orders/a%2Fb");
    EXPECT_EQ(asked.path_parameters, std::vector<std::string>{"a/b"});
    EXPECT_EQ(asked.header("Host"), "other:80");
    EXPECT_EQ(asked.target, "/orders/a%2Fb/?x=1");
}

TEST(Destination, IsNowhereForAnAddressThatIsNoneOrAnotherMethods)
{
    auto asked = request(Method::get, "/nowhere");
    EXPECT_EQ(destination(asked).refusal, &http::refusal::no_route);
    asked = request(Method::delete_, "/orders/1");
    auto const found = destination(asked);
    EXPECT_EQ(found.refusal, &http::refusal::wrong_method);
    EXPECT_EQ(found.handler, nullptr);
    EXPECT_EQ(found.allow, "GET, HEAD");
    asked = request(Method::options, "/orders/1");
    EXPECT_EQ(destination(asked).refusal, nullptr) << "OPTIONS is told the methods";
}

TEST(Destination, IsNoneForWhatIsNoTarget)
{
    for (auto const* target : {"", "/%zz", "*"}) {
        auto asked = request(Method::get, target);
        EXPECT_EQ(http::find_destination(router(), {}, asked).error(), &http::refusal::bad_target) << target;
    }
    auto asked = request(Method::options, "*");
    EXPECT_EQ(destination(asked).allow, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
}

TEST(Destination, IsClosedToForeignHostsUnlessItsRouteTakesAny)
{
    http::Edges edges;
    edges.allowed_hosts = {"shop"};
    auto asked = request(Method::get, "/orders/1", "10.0.0.1:8080");
    auto const found = destination(asked, edges);
    EXPECT_EQ(found.refusal, &http::refusal::wrong_host);
    EXPECT_EQ(found.handler, nullptr);
    asked = request(Method::get, "/live", "10.0.0.1:8080");
    EXPECT_EQ(destination(asked, edges).refusal, nullptr);
    asked = request(Method::get, "/orders/1");
    EXPECT_EQ(destination(asked, edges).refusal, nullptr);
}

TEST(Destination, TakesBodiesOfItsFormOnly)
{
    struct Row {
        Method method;
        char const* target;
        char const* name;
        char const* value;
        http::Refusal const* refusal;
    };
    for (auto const& row : {
             Row{Method::post, "/orders", "Content-Type", "application/json; charset=utf-8", nullptr},
             Row{Method::post, "/orders", "Content-Type", "text/json", &http::refusal::not_json},
             Row{Method::post, "/orders", "X", "", &http::refusal::not_json},
             Row{Method::put, "/form", "Content-Type", "text/plain", nullptr},
             Row{Method::put, "/form", "Content-Encoding", "gzip", &http::refusal::encoded_body},
             Row{Method::put, "/form", "Content-Encoding", "identity", nullptr},
             Row{Method::post, "/nowhere", "Content-Encoding", "gzip", &http::refusal::no_route},
         }) {
        auto asked = request(row.method, row.target);
        asked.headers.push_back({row.name, row.value});
        auto found = destination(asked);
        http::check_body_form(asked, found);
        EXPECT_EQ(found.refusal, row.refusal) << row.target << ' ' << row.name << ": " << row.value;
    }
}

}
