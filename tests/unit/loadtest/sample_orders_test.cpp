// SPDX-License-Identifier: Apache-2.0
#include "loadtest/sample_orders.hpp"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

namespace loadtest {
namespace {

constexpr std::string_view lines =
    R"({"business_type":"store","currency":"USD","order":{"channel":"pos","total_amount":1,"external_id":"ext-1"}})"
    "\n"
    R"({"customer_name":"A","delivery_type":"delivery"})"
    "\n";

Tenants two_shops()
{
    return {"a@example.com",
            "secret",
            {{"biz_1", {"store", "USD"}, "key_1", ""}, {"biz_2", {"restaurant", "IQD"}, "key_2", ""}}};
}

TEST(SampleOrders, NameTheKindOfBusiness)
{
    auto const kinds = kinds_of(parse_samples(lines));
    ASSERT_EQ(kinds.size(), 2);
    EXPECT_EQ(kinds[0], (Kind{"store", "USD"}));
    EXPECT_EQ(kinds[1], (Kind{"restaurant", "IQD"}));
}

TEST(SampleOrders, GoToABusinessOfTheirKindWithItsKey)
{
    auto const tenants = two_shops();
    SampleOrders orders{parse_samples(lines), tenants, Endpoint::resolve("127.0.0.1:1")};
    std::string first;
    std::string second;
    EXPECT_EQ(orders.write_next(first).tenant, 0);
    EXPECT_TRUE(orders.write_next(second).is_delivery);
    EXPECT_NE(first.find("Bearer key_1"), first.npos);
    EXPECT_TRUE(first.ends_with("{\"business_id\":\"biz_1\",\"external_id\":\"" + orders.external_prefix() +
                                "0\",\"channel\":\"pos\",\"total_amount\":1}"))
        << first;
    EXPECT_TRUE(second.ends_with(R"({"business_id":"biz_2","customer_name":"A","delivery_type":"delivery"})"))
        << second;
}

TEST(SampleOrders, HaveExternalIdsWhereTheRunNeedsThem)
{
    auto const tenants = two_shops();
    SampleOrders orders{parse_samples(lines), tenants, Endpoint::resolve("127.0.0.1:1"),
                        SampleOrders::ExternalIds::always};
    for (std::size_t tenant = 0; tenant < 2; ++tenant) {
        std::string request;
        EXPECT_EQ(orders.write_next_for(tenant, request).tenant, tenant);
        EXPECT_NE(request.find("\"external_id\":\"" + orders.external_prefix()), request.npos);
    }
}

TEST(SampleOrders, AreNeededForEachBusiness)
{
    Tenants const tenants{"", "", {{"biz_1", {"pharmacy", "IQD"}, "", ""}}};
    EXPECT_THROW(SampleOrders(parse_samples(lines), tenants, Endpoint::resolve("127.0.0.1:1")), std::runtime_error);
    EXPECT_THROW(parse_samples("\n"), std::runtime_error);
    EXPECT_THROW(parse_samples("no order"), std::runtime_error);
}

}
}
