// SPDX-License-Identifier: Apache-2.0
#include "api/bodies/order_body.hpp"
#include "api/bodies/preconditions.hpp"
#include "api/bodies/query.hpp"
#include "api/routing/path.hpp"
#include "api/routing/problem.hpp"
#include "api/routing/route.hpp"
#include "bodies.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using api_test::described;

http::Request with_header(std::string name, std::string value)
{
    http::Request request;
    request.headers.push_back({std::move(name), std::move(value)});
    return request;
}

http::Request with_query(std::string_view query)
{
    http::Request request;
    request.target = std::string("/x?").append(query);
    request.path = "/x";
    return request;
}

TEST(IdInPath, ThatCannotBeReadIsTheOneThatNothingHas)
{
    http::Request request;
    request.path_parameters = {"me", "key_0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"};
    EXPECT_EQ(api::id_or_nil<domain::ApiKeyId>(request, 0), domain::ApiKeyId{});
    EXPECT_EQ(api::id_or_nil<domain::ApiKeyId>(request, 1).text(), request.path_parameters[1]);
}

TEST(IfMatch, NamesOneVersion)
{
    EXPECT_EQ(api::if_match(http::Request()).value(), std::nullopt);
    EXPECT_EQ(api::if_match(with_header("if-match", "\"7\"")).value(), 7u);
    EXPECT_EQ(api::if_match(with_header("If-Match", api::entity_tag(4294967295))).value(), 4294967295u);
    for (auto const* tag :
         {"7", "*", "W/\"7\"", "\"7\", \"8\"", "\"\"", "\"x\"", "\"-1\"", "\"08\"", "\"4294967296\"", "\"7", ""})
        EXPECT_EQ(described(api::if_match(with_header("If-Match", tag))), "if_match_invalid") << tag;

    auto twice = with_header("If-Match", "\"7\"");
    twice.headers.push_back({"If-Match", "\"8\""});
    EXPECT_EQ(described(api::if_match(twice)), "if_match_invalid");
}

TEST(IdempotencyKey, IsTheSameQuotedOrNot)
{
    EXPECT_EQ(api::idempotency_key(with_header("Idempotency-Key", "abc 1")).value(), "abc 1");
    EXPECT_EQ(api::idempotency_key(with_header("idempotency-key", "\"abc 1\"")).value(), "abc 1");
    EXPECT_EQ(api::idempotency_key(with_header("Idempotency-Key", R"("a\"b\\c")")).value(), R"(a"b\c)");
    EXPECT_EQ(api::idempotency_key(with_header("Idempotency-Key", std::string(255, 'x'))).value().size(), 255u);
}

TEST(IdempotencyKey, HasOneFormAndALimit)
{
    EXPECT_EQ(described(api::idempotency_key(http::Request())), "idempotency_key_required");
    for (auto const& key :
         {std::string(), std::string("\"\""), std::string("\"a"), std::string("\"a\"b\""), std::string("\"a\\\""),
          std::string("\"a\\x\""), std::string(256, 'x'), std::string("a\tb"), std::string("كباب")})
        EXPECT_EQ(described(api::idempotency_key(with_header("Idempotency-Key", key))), "idempotency_key_invalid")
            << key;
}

TEST(Credential, ComesAsBearerOrApiKey)
{
    EXPECT_EQ(api::credential(with_header("Authorization", "Bearer abc")), "abc");
    EXPECT_EQ(api::credential(with_header("authorization", "bearer  abc ")), "abc");
    EXPECT_EQ(api::credential(with_header("X-API-Key", "ork_live_x")), "ork_live_x");
    EXPECT_EQ(api::credential(with_header("Authorization", "Basic abc")), "");
    EXPECT_EQ(api::credential(with_header("Authorization", "Bearer")), "");
    EXPECT_EQ(api::credential(with_header("Authorization", "")), "");
    EXPECT_EQ(api::credential(http::Request()), "");
}

TEST(Device, IsShortText)
{
    EXPECT_EQ(api::device_of(http::Request()).value(), std::nullopt);
    EXPECT_EQ(api::device_of(with_header("X-Device-Id", "Counter ١")).value(), "Counter ١");
    for (auto const& name : {std::string(), std::string(101, 'x'), std::string("\xff"), std::string("a\x01")})
        EXPECT_EQ(described(api::device_of(with_header("X-Device-Id", name))), "device_invalid");
}

auto order_query(std::string_view query) { return api::parse_order_query(with_query(query), domain::BusinessId{}); }

TEST(OrderQuery, IsReadInFull)
{
    auto const query = order_query("status=pending,ready&status=delivered&status=ready&from=2026-11-24T00:00:00Z"
                                   "&to=2026-11-25T00:00:00%2B03:00&query=%D8%B3%D8%A7&cursor=abc&limit=100");
    ASSERT_TRUE(query) << described(query);
    using enum domain::OrderStatus;
    EXPECT_EQ(query->statuses, (std::vector{pending, ready, delivered}));
    EXPECT_EQ(base::format_instant(*query->from), "2026-11-24T00:00:00.000Z");
    EXPECT_EQ(base::format_instant(*query->to), "2026-11-24T21:00:00.000Z");
    EXPECT_EQ(query->text, "سا");
    EXPECT_EQ(query->cursor, "abc");
    EXPECT_EQ(query->limit, 100u);
    EXPECT_EQ(order_query("")->limit, 20u);
}

TEST(OrderQuery, NamesTheParameterThatIsWrong)
{
    for (std::string_view const query : {"status=eaten", "status=", "status=accepted", "status=pending,",
                                         "from=yesterday", "to=", "query=", "cursor=", "query=%01", "query=%FF",
                                         "limit=0", "limit=101", "limit=x", "limit=", "limit=+1", "limit=1&limit=2"}) {
        auto const result = order_query(query);
        ASSERT_FALSE(result) << query;
        EXPECT_EQ(result.error().kind, base::FailureKind::malformed);
        EXPECT_EQ(result.error().code, "query_invalid") << query;
        auto const name = query == "query=%FF" ? std::string_view("string") : query.substr(0, query.find('='));
        EXPECT_TRUE(result.error().detail.contains(name)) << result.error().detail;
    }
    EXPECT_EQ(described(order_query("colour=red")), "query_unknown");
    EXPECT_TRUE(order_query("colour=red").error().detail.contains("colour"));
}

TEST(Problem, HasOneStatusForEachKind)
{
    using enum base::FailureKind;
    http::Request request;
    request.request_id = "req-1";
    auto const status_of = [&](base::FailureKind kind) {
        return static_cast<int>(api::problem({kind, "some_code", "Some detail."}, request).status);
    };
    std::vector<int> statuses;
    for (auto const kind :
         {malformed, invalid, unauthenticated, forbidden, not_found, conflict, stale, exhausted, unavailable})
        statuses.push_back(status_of(kind));
    EXPECT_EQ(statuses, (std::vector{400, 422, 401, 403, 404, 409, 412, 429, 503}));
}

std::string header_of(http::Response const& response, std::string_view name)
{
    auto const found = std::ranges::find(response.headers, name, &http::Header::name);
    return found == response.headers.end() ? "" : found->value;
}

TEST(Problem, SaysHowToGoOn)
{
    http::Request const request;
    auto const unauthenticated = api::problem({base::FailureKind::unauthenticated, "token_invalid", ""}, request);
    EXPECT_EQ(header_of(unauthenticated, "WWW-Authenticate"), "Bearer");
    EXPECT_TRUE(unauthenticated.body.contains(R"("retryable":false)"));

    base::Failure busy{base::FailureKind::unavailable, "busy", ""};
    EXPECT_EQ(header_of(api::problem(busy, request), "Retry-After"), "1");
    EXPECT_TRUE(api::problem(busy, request).body.contains(R"("retryable":true)"));
    busy.retry_after = std::chrono::seconds(7);
    EXPECT_EQ(header_of(api::problem(busy, request), "Retry-After"), "7");
}

TEST(Problem, CarriesFieldsAndExtraMembers)
{
    base::Failure failure{base::FailureKind::invalid, "validation_failed", "No."};
    failure.fields.push_back({"/items/0", "required", "is required"});
    auto const response = api::problem(failure, http::Request(), R"("order":{"id":1})");
    EXPECT_EQ(response.content_type, "application/problem+json");
    auto const body = boost::json::parse(response.body).as_object();
    EXPECT_EQ(body.at("errors").at(0).at("pointer"), "/items/0");
    EXPECT_EQ(body.at("order").at("id"), 1);
}

}
