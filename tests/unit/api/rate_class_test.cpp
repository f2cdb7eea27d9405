// SPDX-License-Identifier: Apache-2.0
#include "api/routing/rate_class.hpp"

#include "api/routing/rate_answer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace {

using namespace std::chrono_literals;
using api::rate_class;
using api::RateUse;
using http::Method;
using usecases::AddressClass;

struct Case {
    Method method;
    std::string_view path;
    RateUse use;
    AddressClass counted_as;
};

class RateClass : public testing::TestWithParam<Case> {};

TEST_P(RateClass, IsAsDocumented)
{
    auto const& expected = GetParam();
    auto const rate = rate_class(expected.method, expected.path);
    EXPECT_EQ(rate.use, expected.use);
    EXPECT_EQ(rate.counted_as, expected.counted_as);
}

constexpr std::string_view business = "/api/v1/businesses/{business}";
constexpr std::string_view notifications = "/api/v1/businesses/{business}/notifications";

INSTANTIATE_TEST_SUITE_P(
    Routes, RateClass,
    testing::Values(
        Case{Method::post, "/api/v1/auth/register", RateUse::proof, AddressClass::auth},
        Case{Method::post, "/api/v1/auth/login", RateUse::proof, AddressClass::auth},
        Case{Method::post, "/api/v1/auth/forgot-password", RateUse::proof, AddressClass::auth},
        Case{Method::post, "/api/v1/auth/reset-password", RateUse::proof, AddressClass::auth},
        Case{Method::post, "/api/v1/auth/refresh", RateUse::refusals, AddressClass::auth},
        Case{Method::post, "/api/v1/auth/verify-email", RateUse::usual, AddressClass::api},
        Case{Method::get, "/api/v1/auth/me", RateUse::usual, AddressClass::api},
        Case{Method::post, "/api/v1/orders", RateUse::usual, AddressClass::api},
        Case{Method::get, business, RateUse::usual, AddressClass::api},
        Case{Method::get, notifications, RateUse::poll, AddressClass::api},
        Case{Method::get, "/api/v1/businesses/{business}/notifications/stream", RateUse::refusals, AddressClass::api},
        Case{Method::post, "/api/v1/businesses/{business}/notifications/test", RateUse::usual, AddressClass::api},
        Case{Method::get, "/ws/notifications/{business}", RateUse::refusals, AddressClass::other},
        Case{Method::get, "/health", RateUse::exempt, AddressClass::other},
        Case{Method::get, "/health/ready", RateUse::exempt, AddressClass::other},
        Case{Method::get, "/health/detailed", RateUse::refusals, AddressClass::other},
        Case{Method::get, "/metrics", RateUse::refusals, AddressClass::other},
        Case{Method::get, "/api/v1/metrics", RateUse::refusals, AddressClass::api},
        Case{Method::get, "/docs/swagger.js", RateUse::exempt, AddressClass::other},
        Case{Method::get, "/openapi.json", RateUse::exempt, AddressClass::other},
        Case{Method::get, "/docsx", RateUse::usual, AddressClass::other},
        Case{Method::get, "/api/v10", RateUse::usual, AddressClass::other},
        Case{Method::get, "/anything", RateUse::usual, AddressClass::other}));

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
