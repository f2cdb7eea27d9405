// SPDX-License-Identifier: Apache-2.0
#include "domain/business.hpp"

#include "domain/event.hpp"
#include "unit/domain/samples.hpp"

#include <gtest/gtest.h>

namespace {

using namespace domain;

TEST(OrderPrefix, IsTheFirstLettersAndDigitsOfTheName)
{
    EXPECT_EQ(default_order_prefix("Pizza Roma"), "PIZ");
    EXPECT_EQ(default_order_prefix("A & B"), "AB");
    EXPECT_EQ(default_order_prefix("7-eleven"), "7EL");
    EXPECT_EQ(default_order_prefix("مطعم بغداد"), "ORD");
    EXPECT_EQ(default_order_prefix("مطعم Zad"), "ZAD");
    EXPECT_EQ(default_order_prefix(""), "ORD");
}

TEST(OrderNumber, HasAtLeastFourDigits)
{
    EXPECT_EQ(format_order_number("PIZ", 1), "PIZ0001");
    EXPECT_EQ(format_order_number("PIZ", 9999), "PIZ9999");
    EXPECT_EQ(format_order_number("PIZ", 10000), "PIZ10000");
    EXPECT_EQ(format_order_number("", 42), "0042");
}

TEST(Intake, AnOpenApprovedBusinessAccepts)
{
    EXPECT_TRUE(reasons_not_accepting(samples::pizzeria(), utc(), samples::noon).empty());
}

TEST(Intake, SaysWhyOrdersAreNotTaken)
{
    auto business = samples::pizzeria();
    business.intake.open = false;
    EXPECT_EQ(reasons_not_accepting(business, utc(), samples::noon),
              (std::vector<IntakeReason>{{"closed", std::nullopt}}));
    business.status = BusinessStatus::suspended;
    EXPECT_EQ(reasons_not_accepting(business, utc(), samples::noon),
              (std::vector<IntakeReason>{{"business_suspended", std::nullopt}, {"closed", std::nullopt}}));
}

TEST(Words, OfBusinessesAndEventsReadBack)
{
    for (int i = 0; i < 4; ++i) {
        auto const type = static_cast<BusinessType>(i);
        EXPECT_EQ(parse_business_type(to_text(type)), type);
    }
    for (int i = 0; i < 3; ++i) {
        auto const status = static_cast<BusinessStatus>(i);
        EXPECT_EQ(parse_business_status(to_text(status)), status);
    }
    for (int i = 0; i < 7; ++i) {
        auto const type = static_cast<EventType>(i);
        EXPECT_EQ(parse_event_type(to_text(type)), type);
    }
    EXPECT_EQ(to_text(EventType::order_status_changed), "order.status_changed");
    EXPECT_EQ(to_text(Priority::high), "high");
}

}
