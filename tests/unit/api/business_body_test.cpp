// SPDX-License-Identifier: Apache-2.0
#include "api/bodies/business_body.hpp"

#include "api/bodies/identity_body.hpp"
#include "bodies.hpp"

#include <gtest/gtest.h>

namespace {

using api_test::described;
using api_test::merged;
using api_test::Refusal;

constexpr std::string_view good = R"({
    "name": "Pizza Roma", "type": "restaurant", "phone": "+964 780 1", "email": "hi@roma.example",
    "website": "https://roma.example", "currency": "IQD", "timezone": "Asia/Baghdad", "locale": "ar",
    "address": {"city": "Baghdad", "latitude": 33, "longitude": 44},
    "settings": {"order_prefix": "ROM", "accept_within_s": 300, "auto_accept": true}})";

std::string expected(Refusal const& refusal)
{
    return std::string(refusal.pointer) + ' ' + std::string(refusal.code) + '\n';
}

/// Wrong for a new business and in a patch alike.
constexpr Refusal refusals[] = {
    {R"({"name": ""})", "/name", "too_short"},
    {R"({"name": 1})", "/name", "wrong_type"},
    {R"({"type": "bank"})", "/type", "invalid"},
    {R"({"email": "nobody"})", "/email", "invalid"},
    {R"({"website": "javascript://x"})", "/website", "invalid"},
    {R"({"currency": "XXX"})", "/currency", "unknown_currency"},
    {R"({"currency": "usd"})", "/currency", "unknown_currency"},
    {R"({"locale": "fr"})", "/locale", "invalid"},
    {R"({"timezone": ""})", "/timezone", "too_short"},
    {R"({"address": "Baghdad"})", "/address", "wrong_type"},
    {R"({"address": {"planet": "Mars"}})", "/address/planet", "unknown_field"},
    {R"({"address": {"longitude": 181}})", "/address/longitude", "out_of_range"},
    {R"({"settings": {"order_prefix": "rom"}})", "/settings/order_prefix", "invalid"},
    {R"({"settings": {"order_prefix": "ABCDEFGHI"}})", "/settings/order_prefix", "too_long"},
    {R"({"settings": {"accept_within_s": 9}})", "/settings/accept_within_s", "out_of_range"},
    {R"({"settings": {"accept_within_s": 7201}})", "/settings/accept_within_s", "out_of_range"},
    {R"({"settings": {"accept_within_s": "null!"}})", "/settings/accept_within_s", "null_not_allowed"},
    {R"({"settings": {"remind_after_s": 0}})", "/settings/remind_after_s", "out_of_range"},
    {R"({"settings": {"escalate_after_s": 0}})", "/settings/escalate_after_s", "out_of_range"},
    {R"({"settings": {"opening_hours": []}})", "/settings/opening_hours", "wrong_type"},
    {R"({"status": "approved"})", "/status", "unknown_field"},
    {R"({"intake": {"open": false}})", "/intake", "unknown_field"},
    {R"({"id": "biz_1"})", "/id", "unknown_field"},
};

TEST(NewBusinessBody, IsReadInFull)
{
    auto const business = api::parse_new_business(good);
    ASSERT_TRUE(business) << described(business);
    EXPECT_EQ(business->name, "Pizza Roma");
    EXPECT_EQ(business->currency, (domain::Currency{"IQD", 0}));
    EXPECT_EQ(business->timezone, "Asia/Baghdad");
    EXPECT_EQ(business->locale, "ar");
    EXPECT_EQ(business->address.city, "Baghdad");
    EXPECT_EQ(business->address.latitude->e7, 330'000'000);
    EXPECT_EQ(business->settings.order_prefix, "ROM");
    EXPECT_EQ(business->settings.auto_accept, true);
    EXPECT_FALSE(business->settings.remind_after_s);
}

TEST(NewBusinessBody, NamesTheFieldThatIsWrong)
{
    for (auto const& refusal : refusals)
        EXPECT_EQ(described(api::parse_new_business(merged(good, refusal.patch))), expected(refusal)) << refusal.patch;
    EXPECT_EQ(described(api::parse_new_business("{}")), "/name required\n/type required\n");
}

TEST(BusinessPatchBody, NamesTheFieldThatIsWrong)
{
    for (auto const& refusal : refusals)
        EXPECT_EQ(described(api::parse_business_patch(merged("{}", refusal.patch))), expected(refusal))
            << refusal.patch;
}

TEST(BusinessPatchBody, LeavesWhatItDoesNotName)
{
    auto const patch = api::parse_business_patch("{}");
    ASSERT_TRUE(patch);
    EXPECT_FALSE(patch->name || patch->phone || patch->address.city || patch->settings.auto_accept);
}

TEST(BusinessPatchBody, ClearsWithNullWhatMayBeMissing)
{
    auto const patch = api::parse_business_patch(
        R"({"phone":null,"website":"https://x.example","address":{"city":null,"street":"S"}})");
    ASSERT_TRUE(patch) << described(patch);
    ASSERT_TRUE(patch->phone.has_value());
    EXPECT_FALSE(patch->phone->has_value());
    EXPECT_EQ(patch->website.value(), "https://x.example");
    EXPECT_FALSE(patch->email.has_value());
    ASSERT_TRUE(patch->address.city.has_value());
    EXPECT_FALSE(patch->address.city->has_value());
    EXPECT_EQ(patch->address.street.value(), "S");
    EXPECT_FALSE(patch->address.latitude.has_value());

    auto const no_address = api::parse_business_patch(R"({"address":null})");
    ASSERT_TRUE(no_address) << described(no_address);
    EXPECT_TRUE(no_address->address.zip_code.has_value() && !no_address->address.zip_code->has_value());
    EXPECT_TRUE(no_address->address.longitude.has_value() && !no_address->address.longitude->has_value());
}

TEST(BusinessPatchBody, DoesNotClearWhatMustBeThere)
{
    for (std::string_view const name : {"name", "type", "currency", "timezone", "locale", "settings"}) {
        auto const body = "{\"" + std::string(name) + "\":null}";
        EXPECT_EQ(described(api::parse_business_patch(body)), "/" + std::string(name) + " null_not_allowed\n");
    }
}

TEST(IntakeBody, SaysOpenOrClosed)
{
    EXPECT_EQ(api::parse_intake(R"({"open":true})")->open, true);
    EXPECT_EQ(api::parse_intake(R"({"open":false})")->open, false);
    EXPECT_EQ(described(api::parse_intake("{}")), "/open required\n");
    EXPECT_EQ(described(api::parse_intake(R"({"open":"yes"})")), "/open wrong_type\n");
    EXPECT_EQ(described(api::parse_intake(R"({"open":true,"pause_until":"2026-11-24T20:00:00Z"})")),
              "/open ambiguous\n");
}

TEST(RegistrationBody, PointsIntoItsBusiness)
{
    constexpr std::string_view body =
        R"({"email":"a@b.co","password":"Zaatar-9","business":{"name":"Roma","type":"kitchen","currency":"IQD"}})";
    auto const user = api::parse_registration(body);
    ASSERT_TRUE(user) << described(user);
    EXPECT_EQ(user->business->type, domain::BusinessType::kitchen);
    EXPECT_FALSE(user->is_admin);

    EXPECT_EQ(described(api::parse_registration(merged(body, R"({"is_admin": true})"))), "/is_admin unknown_field\n");
    EXPECT_EQ(described(api::parse_registration(merged(body, R"({"email": null})"))), "/email required\n");
    EXPECT_EQ(described(api::parse_registration(merged(body, R"({"business": {"type": null}})"))),
              "/business/type required\n");
    EXPECT_EQ(described(api::parse_registration(merged(body, R"({"business": {"currency": "XXX"}})"))),
              "/business/currency unknown_currency\n");
    EXPECT_EQ(described(api::parse_registration(merged(body, R"({"business": {"owner": "me"}})"))),
              "/business/owner unknown_field\n");
}

TEST(ApiKeyBody, NamesScopes)
{
    auto const key = api::parse_new_api_key(R"({"name":"Web","scopes":["orders:read","orders:write"]})");
    ASSERT_TRUE(key) << described(key);
    EXPECT_TRUE(key->scopes.has(domain::Scope::orders_read) && key->scopes.has(domain::Scope::orders_write));
    EXPECT_EQ(described(api::parse_new_api_key(R"({"scopes":["orders:read"]})")), "/name required\n");
    EXPECT_EQ(described(api::parse_new_api_key(R"({"name":"Web"})")), "/scopes required\n");
    EXPECT_EQ(described(api::parse_new_api_key(R"({"name":"Web","scopes":[]})")), "/scopes too_short\n");
    EXPECT_EQ(described(api::parse_new_api_key(R"({"name":"Web","scopes":["all"]})")), "/scopes invalid\n");
    EXPECT_EQ(described(api::parse_new_api_key(R"({"name":"Web","scopes":"orders:read"})")), "/scopes wrong_type\n");
}

}
