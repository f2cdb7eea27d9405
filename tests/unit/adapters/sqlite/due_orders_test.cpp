// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/due_orders.hpp"

#include <gtest/gtest.h>

namespace adapters::sqlite {
namespace {

using std::chrono::seconds;

class DueOrdersTest : public testing::Test {
protected:
    base::Instant at(int second) const { return noon_ + seconds(second); }

    domain::OrderId add(int due, int started)
    {
        auto const id = domain::OrderId::make(noon_);
        orders_.reschedule(id, std::nullopt, at(due), at(started));
        return id;
    }

    base::Instant const noon_{std::chrono::hours(24 * 365 * 56)};
    DueOrders orders_;
};

TEST_F(DueOrdersTest, TellsHowManyClocksHaveRunForHowLong)
{
    EXPECT_FALSE(orders_.earliest());
    add(30, 0);
    add(31, 0);
    add(90, 60);
    EXPECT_EQ(orders_.size(), 3U);
    EXPECT_EQ(orders_.earliest(), at(0));
    EXPECT_EQ(orders_.running_since(at(0)), 0U);
    EXPECT_EQ(orders_.running_since(at(1)), 2U);
    EXPECT_EQ(orders_.running_since(at(61)), 3U);
}

TEST_F(DueOrdersTest, AReminderDoesNotStartTheClockAnew)
{
    auto const id = add(30, 0);
    orders_.reschedule(id, at(30), at(120));
    EXPECT_EQ(orders_.running_since(at(1)), 1U);
    orders_.reschedule(id, at(120), at(150), at(140));
    EXPECT_EQ(orders_.earliest(), at(0));
}

TEST_F(DueOrdersTest, WhoIsAcceptedIsNotCountedAnyMore)
{
    auto const first = add(30, 0);
    add(31, 1);
    orders_.reschedule(first, at(30), std::nullopt);
    EXPECT_EQ(orders_.size(), 1U);
    EXPECT_EQ(orders_.earliest(), at(1));
    EXPECT_EQ(orders_.running_since(at(1)), 0U);
}

}
}
