// SPDX-License-Identifier: Apache-2.0
#include "api/bodies/order_body.hpp"
#include "bodies.hpp"

#include <gtest/gtest.h>

namespace {

using api::parse_order_patch;
using api_test::described;

constexpr std::string_view good = R"({"preparation_time_minutes":25,"business_notes":"window 2",
    "payment":{"status":"paid"},
    "driver":{"name":"Omar","phone":"+9647801112222","vehicle":"Scooter","tracking_url":"https://example.org/t/1"}})";

TEST(OrderPatchBody, IsReadInFull)
{
    auto const patch = parse_order_patch(good);
    ASSERT_TRUE(patch) << described(patch);
    EXPECT_EQ(patch->preparation_time_minutes, 25);
    EXPECT_EQ(**patch->business_notes, "window 2");
    EXPECT_EQ(patch->payment_status, domain::PaymentStatus::paid);
    auto const& driver = **patch->driver;
    EXPECT_EQ(**driver.name, "Omar");
    EXPECT_EQ(**driver.phone, "+9647801112222");
    EXPECT_EQ(**driver.vehicle, "Scooter");
    EXPECT_EQ(**driver.tracking_url, "https://example.org/t/1");
}

TEST(OrderPatchBody, NullClearsAndAbsenceLeaves)
{
    auto const patch = parse_order_patch(R"({"business_notes":null,"driver":{"phone":null}})");
    ASSERT_TRUE(patch) << described(patch);
    EXPECT_FALSE(patch->preparation_time_minutes);
    EXPECT_FALSE(patch->payment_status);
    ASSERT_TRUE(patch->business_notes);
    EXPECT_FALSE(*patch->business_notes);
    EXPECT_FALSE((*patch->driver)->name);
    ASSERT_TRUE((*patch->driver)->phone);
    EXPECT_FALSE(*(*patch->driver)->phone);

    auto const without_driver = parse_order_patch(R"({"driver":null})");
    ASSERT_TRUE(without_driver && without_driver->driver);
    EXPECT_FALSE(*without_driver->driver);
    EXPECT_FALSE(parse_order_patch("{}")->driver);
}

constexpr api_test::Refusal refusals[] = {
    {R"({"preparation_time_minutes":0})", "/preparation_time_minutes", "out_of_range"},
    {R"({"preparation_time_minutes":601})", "/preparation_time_minutes", "out_of_range"},
    {R"({"preparation_time_minutes":"5"})", "/preparation_time_minutes", "wrong_type"},
    {R"({"preparation_time_minutes":"null!"})", "/preparation_time_minutes", "null_not_allowed"},
    {R"({"business_notes":7})", "/business_notes", "wrong_type"},
    {R"({"payment":"paid"})", "/payment", "wrong_type"},
    {R"({"payment":"null!"})", "/payment", "null_not_allowed"},
    {R"({"payment":{"status":null}})", "/payment/status", "required"},
    {R"({"payment":{"status":"lost"}})", "/payment/status", "invalid"},
    {R"({"payment":{"method":"cash"}})", "/payment/method", "unknown_field"},
    {R"({"driver":{"name":""}})", "/driver/name", "too_short"},
    {R"({"driver":{"phone":"12"}})", "/driver/phone", "invalid"},
    {R"({"driver":{"tracking_url":"javascript:1"}})", "/driver/tracking_url", "invalid"},
    {R"({"driver":{"age":7}})", "/driver/age", "unknown_field"},
    {R"({"driver":7})", "/driver", "wrong_type"},
    {R"({"status":"confirmed"})", "/status", "unknown_field"},
};

TEST(OrderPatchBody, NamesWhatIsWrong)
{
    for (auto const& refusal : refusals)
        EXPECT_EQ(described(parse_order_patch(api_test::merged(good, refusal.patch))),
                  std::string(refusal.pointer).append(" ").append(refusal.code).append("\n"))
            << refusal.patch;
}

}
