// SPDX-License-Identifier: Apache-2.0
#include "domain/personal_data.hpp"

#include "forms/event.hpp"
#include "forms/order.hpp"
#include "unit/domain/samples.hpp"

#include <gtest/gtest.h>

namespace {

using namespace domain;
using samples::noon;

/// An order in which whatever somebody may write about themselves says "secret".
Order told_all()
{
    auto content = samples::brought_margherita();
    content.customer_name = content.customer_phone = "secret";
    content.customer_email = content.customer_id = content.notes = "secret";
    content.payment.transaction_id = "secret";
    content.items.front().special_instructions = "secret";
    content.delivery_address = DeliveryAddress{.street = "secret",
                                               .city = "secret",
                                               .district = "secret",
                                               .building_number = "secret",
                                               .floor = "secret",
                                               .apartment = "secret",
                                               .landmark = "secret",
                                               .zip_code = "secret",
                                               .country = "secret",
                                               .latitude = Coordinate{331234567},
                                               .longitude = Coordinate{441234567},
                                               .instructions = "secret"};
    auto order = samples::placed(std::move(content));
    order.business_notes = "secret";
    order.driver = Driver{"secret", "secret", "secret", "secret"};
    order.status_history.push_back(
        {OrderStatus::cancelled, noon, samples::counter, Reason{"rejected_other", "secret"}});
    return order;
}

std::string text_of(Order const& order)
{
    std::string text;
    forms::append_order(text, order);
    return text;
}

TEST(PersonalData, IsInNoMemberOfAnAnonymisedOrder)
{
    auto const text = text_of(anonymised(told_all()));
    EXPECT_EQ(text.find("secret"), std::string::npos) << text;
    EXPECT_EQ(text.find("1234567"), std::string::npos) << text;
}

TEST(PersonalData, LeavesWhatWasSoldForHowMuchAndWhen)
{
    auto const before = told_all();
    auto const after = anonymised(before);
    EXPECT_EQ(after.id, before.id);
    EXPECT_EQ(after.order_number, before.order_number);
    EXPECT_EQ(after.version, before.version);
    EXPECT_EQ(after.updated_at, before.updated_at);
    EXPECT_EQ(after.content.total_amount, before.content.total_amount);
    ASSERT_EQ(after.content.items.size(), before.content.items.size());
    EXPECT_EQ(after.content.items.front().variants, before.content.items.front().variants);
    ASSERT_EQ(after.status_history.size(), before.status_history.size());
    EXPECT_EQ(after.status_history.back().reason->code, "rejected_other");
    EXPECT_EQ(after.status_history.back().by, samples::counter);
    EXPECT_EQ(anonymised(after), after);
}

TEST(PersonalData, BelongsToACustomerByAnythingThatIsKnownOfThem)
{
    OrderContent content;
    content.customer_phone = "+964 780 123-4567";
    content.customer_email = "Sara@Example.org";
    content.customer_id = "c-7";
    EXPECT_TRUE(is_order_of({.phone = "9647801234567", .email = {}, .customer_id = {}}, content));
    EXPECT_TRUE(is_order_of({.phone = "1", .email = "sara@example.ORG", .customer_id = {}}, content));
    EXPECT_TRUE(is_order_of({.phone = {}, .email = {}, .customer_id = "c-7"}, content));
    EXPECT_FALSE(is_order_of({.phone = "964780123456", .email = "sara@example.com", .customer_id = "C-7"}, content));
    EXPECT_FALSE(is_order_of({}, content));
    EXPECT_FALSE(is_order_of({.phone = "", .email = {}, .customer_id = {}}, OrderContent{}))
        << "an anonymised order is nobody's";
}

TEST(PersonalData, IsErasedFromAnOpenOrderByAnEvent)
{
    auto const before = told_all();
    EraseCustomer const command{samples::id<EventId>(9), before.id, {"operator", {}}};
    auto const decision = samples::decide(samples::pizzeria(), {.head = 5, .last_number = 3}, before, command,
                                          noon + std::chrono::hours(1));
    auto const& event = *decision.event();
    EXPECT_EQ(event.seq, 6U);
    EXPECT_EQ(event.type, EventType::order_updated);
    auto expected = anonymised(before);
    expected.version = before.version + 1;
    expected.updated_at = noon + std::chrono::hours(1);
    expected.edits.push_back({expected.updated_at, {"operator", {}}, before.status, {"personal_data"}});
    EXPECT_EQ(*event.order(), expected);
}

Event cancelled_because(std::string reason)
{
    auto const order = samples::placed(samples::margherita());
    auto command = samples::change(OrderStatus::pending, OrderStatus::cancelled);
    command.reason = Reason{"rejected_other", std::move(reason)};
    return *samples::decide(samples::pizzeria(), {.head = 5, .last_number = 3}, order, command, noon).event();
}

TEST(PersonalData, IsTakenOutOfAnEventThatElseStaysAsItWas)
{
    for (auto const* const reason : {"Sara has moved", "\"Sara\"\n\\ has moved", "\",\"data\":"}) {
        auto event = cancelled_because(reason);
        auto const encoded = forms::encode_event(event, utc());
        auto const without = forms::anonymised_event(encoded).value();

        event.subject = anonymised(*event.order());
        event.message = "rejected";
        auto const expected = forms::encode_event(event, utc());
        EXPECT_EQ(without.text, expected.text);
        EXPECT_EQ(without.data(), expected.data());
        EXPECT_EQ(forms::anonymised_event(without)->text, without.text);
    }
}

}
