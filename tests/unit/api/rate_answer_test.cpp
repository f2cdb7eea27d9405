// SPDX-License-Identifier: Apache-2.0
#include "api/routing/rate_answer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace {

using namespace std::chrono_literals;

std::string header(http::Response const& response, std::string_view name)
{
    for (auto const& each : response.headers)
        if (each.name == name) return each.value;
    return {};
}

TEST(RateAnswer, SaysWhatIsLeftAndWhenThereIsMore)
{
    http::Response response;
    api::state_limit({"api", {1000, 1h}, {true, 998, 3'600'001us}}, response);
    EXPECT_EQ(header(response, "RateLimit"), R"("api";r=998;t=4)");
    EXPECT_EQ(header(response, "RateLimit-Policy"), R"("api";q=1000;w=3600)");
}

TEST(RateAnswer, SaysNothingOfWhatWasNotCounted)
{
    http::Response response;
    api::state_limit({}, response);
    EXPECT_TRUE(response.headers.empty());
}

TEST(RateAnswer, ARefusalStaysTheFirstThatWasStated)
{
    http::Request request;
    auto response = api::limit_problem({"account", {10, 5min}, {false, 0, 29s}}, request);
    api::state_limit({"auth", {10, 5min}, {true, 8, 30s}}, response);
    EXPECT_EQ(response.status, http::Status::too_many_requests);
    EXPECT_EQ(header(response, "Retry-After"), "29");
    EXPECT_EQ(header(response, "RateLimit"), R"("account";r=0;t=29)");
    EXPECT_EQ(std::ranges::count(response.headers, "RateLimit", &http::Header::name), 1);
    EXPECT_NE(response.body.find(R"("code":"rate_limited")"), std::string::npos);
    EXPECT_NE(response.body.find(R"("retryable":true)"), std::string::npos);
}

}
