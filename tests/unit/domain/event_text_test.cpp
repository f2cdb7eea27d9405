// SPDX-License-Identifier: Apache-2.0
#include "domain/event_text.hpp"

#include "unit/domain/samples.hpp"

#include <gtest/gtest.h>

namespace {

using namespace domain;
using samples::noon;

TEST(AmountText, HasTheCurrencysDigits)
{
    EXPECT_EQ(format_amount({18500}, {"IQD", 0}), "18,500 IQD");
    EXPECT_EQ(format_amount({0}, {"IQD", 0}), "0 IQD");
    EXPECT_EQ(format_amount({1250}, {"USD", 2}), "12.50 USD");
    EXPECT_EQ(format_amount({5}, {"USD", 2}), "0.05 USD");
    EXPECT_EQ(format_amount({0}, {"USD", 2}), "0.00 USD");
    EXPECT_EQ(format_amount({1234567}, {"KWD", 3}), "1,234.567 KWD");
    EXPECT_EQ(format_amount({100}, {"JPY", 0}), "100 JPY");
    EXPECT_EQ(format_amount(max_amount, {"IQD", 0}), "9,007,199,254,740,991 IQD");
    EXPECT_EQ(format_amount({-100000}, {"USD", 2}), "-1,000.00 USD");
}

TEST(EventText, OfANewOrderSaysWhatThePersonAtTheCounterWants)
{
    auto const text = order_created_text(samples::pizzeria(), samples::placed(samples::brought_margherita()));
    EXPECT_EQ(text.title, "New order PIZ0001");
    EXPECT_EQ(text.message, "3 items · 18,500 IQD · delivery");
}

TEST(EventText, CountsOneItemAsOne)
{
    auto content = samples::margherita();
    content.items.erase(content.items.begin());
    EXPECT_TRUE(order_created_text(samples::pizzeria(), samples::placed(content)).message.starts_with("1 item ·"));
}

TEST(EventText, SpeaksTheBusinesssLanguage)
{
    auto business = samples::pizzeria();
    business.locale = "ar";
    auto const text = order_created_text(business, samples::placed(samples::margherita()));
    EXPECT_EQ(text.title, "طلب جديد PIZ0001");
    EXPECT_EQ(text.message, "القطع: 3 · 18,500 IQD · استلام");
}

TEST(EventText, OfACancellationSaysWhy)
{
    auto command = samples::change(OrderStatus::pending, OrderStatus::cancelled);
    command.reason = Reason{"rejected_out_of_stock", "no mozzarella"};
    auto const order = samples::placed(samples::margherita());
    auto const event = *samples::decide(samples::pizzeria(), {}, order, command, noon).event();
    EXPECT_EQ(event.title, "PIZ0001: cancelled");
    EXPECT_EQ(event.message, "out of stock: no mozzarella");
}

TEST(EventText, OfABusinessSaysWhetherItTakesOrders)
{
    auto const open = samples::pizzeria();
    auto closed = open;
    closed.intake.announced = "closed";
    auto busy = open;
    busy.intake.announced = "busy";
    EXPECT_EQ(business_updated_text(open, closed).title, "No orders are taken");
    EXPECT_EQ(business_updated_text(closed, open).title, "Orders are taken again");
    EXPECT_EQ(business_updated_text(open, open).title, "Business details changed");
    EXPECT_EQ(business_updated_text(open, busy).title, "Business details changed");
}

}
