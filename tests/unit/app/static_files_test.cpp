// SPDX-License-Identifier: Apache-2.0
#include "app/server/static_files.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <variant>

namespace app {
namespace {

/// The answer to whoever knows these versions.
http::Response asked(std::string known = {})
{
    auto const route = static_file({.path = "/page.css", .name = "page.css", .text = "p {}", .content_policy = {}});
    http::Request request;
    if (!known.empty()) request.headers.push_back({"If-None-Match", std::move(known)});
    boost::asio::io_context context;
    auto answer =
        boost::asio::co_spawn(context, std::get<api::PublicHandler>(route.handler)(request), boost::asio::use_future);
    context.run();
    return answer.get();
}

std::string header(http::Response const& response, std::string_view name)
{
    auto const found = std::ranges::find(response.headers, name, &http::Header::name);
    return found == response.headers.end() ? std::string() : found->value;
}

TEST(StaticFile, IsSentToWhoeverDoesNotHaveIt)
{
    auto const answer = asked("\"another\"");
    EXPECT_EQ(answer.status, http::Status::ok);
    EXPECT_EQ(answer.body, "p {}");
    EXPECT_EQ(answer.content_type, "text/css; charset=utf-8");
}

TEST(StaticFile, IsNotSentAgain)
{
    auto const tag = header(asked(), "ETag");
    for (auto const& known : {tag, "W/" + tag, "\"another\", " + tag, std::string("*")}) {
        auto const answer = asked(known);
        EXPECT_EQ(answer.status, http::Status::not_modified) << known;
        EXPECT_TRUE(answer.body.empty());
    }
    EXPECT_EQ(asked("\"x" + tag.substr(1)).status, http::Status::ok) << "the end of another tag";
}

TEST(StaticFile, LeavesToTheConnectionWhatEachAnswerSays)
{
    auto const answer = asked();
    EXPECT_TRUE(header(answer, "X-Content-Type-Options").empty());
    EXPECT_TRUE(header(answer, "Referrer-Policy").empty());
}

}
}
