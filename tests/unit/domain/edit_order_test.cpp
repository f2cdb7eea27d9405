// SPDX-License-Identifier: Apache-2.0
#include "domain/edit_order.hpp"

#include "unit/domain/samples.hpp"

#include <gtest/gtest.h>

namespace {

using namespace domain;
using namespace std::chrono_literals;
using samples::is_settled;
using samples::noon;
using samples::why;

constexpr LogState log_state{.head = 5, .last_number = 3};

EditOrder edit(OrderPatch patch)
{
    return {.event_id = samples::id<EventId>(9),
            .order_id = samples::id<OrderId>(7),
            .patch = std::move(patch),
            .if_version = {},
            .actor = samples::counter};
}

using How = Settled::How;

Decision decided(Order const& order, EditOrder command)
{
    return samples::decide(samples::pizzeria(), log_state, order, std::move(command), noon + 1min);
}

Order edited(Order const& order, OrderPatch patch) { return *decided(order, edit(std::move(patch))).event()->order(); }

OrderPatch notes(std::string text)
{
    return {.preparation_time_minutes = {},
            .business_notes = std::optional(std::move(text)),
            .payment_status = {},
            .driver = {}};
}

Order in_status(OrderStatus status)
{
    auto order = samples::placed(samples::margherita());
    order.status = status;
    return order;
}

TEST(EditOrder, IsOneEventThatRaisesTheVersion)
{
    auto const before = samples::placed(samples::margherita());
    auto const event = *decided(before, edit(notes("window 2"))).event();
    EXPECT_EQ(event.seq, 6U);
    EXPECT_EQ(event.last_number, 3U);
    EXPECT_EQ(event.type, EventType::order_updated);
    EXPECT_EQ(event.priority, Priority::normal);
    EXPECT_EQ(event.title, "PIZ0001: changed");

    auto expected = before;
    expected.version = 2;
    expected.updated_at = noon + 1min;
    expected.business_notes = "window 2";
    expected.edits = {{noon + 1min, samples::counter, OrderStatus::pending, {"business_notes"}}};
    EXPECT_EQ(*event.order(), expected);
}

TEST(EditOrder, WhatChangesNothingIsNoEvent)
{
    auto const order = edited(samples::placed(samples::margherita()), notes("window 2"));
    EXPECT_TRUE(is_settled(decided(order, edit(notes("window 2"))), How::unchanged));
    EXPECT_TRUE(is_settled(decided(order, edit({})), How::unchanged));
    OrderPatch paid;
    paid.payment_status = PaymentStatus::paid;
    EXPECT_TRUE(is_settled(decided(order, edit(paid)), How::unchanged));
}

TEST(EditOrder, AStaleVersionChangesNothing)
{
    auto command = edit(notes("window 2"));
    command.if_version = 9;
    auto const decision = decided(samples::placed(samples::margherita()), command);
    EXPECT_EQ(why(decision), Refusal::order_changed);
}

TEST(EditOrder, ThePreparationTimeIsPromisedOnceFromNow)
{
    OrderPatch patch;
    patch.preparation_time_minutes = 45;
    auto const order = edited(samples::placed(samples::brought_margherita()), patch);
    EXPECT_EQ(order.preparation_time_minutes, 45);
    EXPECT_EQ(order.estimated_ready_time, noon + 46min);
    EXPECT_EQ(order.estimated_delivery_time, noon + 66min);
    EXPECT_EQ(order.edits.back().fields, std::vector<std::string>{"preparation_time_minutes"});
    EXPECT_TRUE(
        is_settled(samples::decide(samples::pizzeria(), log_state, order, edit(patch), noon + 30min), How::unchanged));
}

TEST(EditOrder, WhatIsReadyIsNotPreparedAnyMore)
{
    OrderPatch patch;
    patch.preparation_time_minutes = 45;
    for (auto const status : {OrderStatus::pending, OrderStatus::confirmed, OrderStatus::preparing})
        EXPECT_TRUE(decided(in_status(status), edit(patch)).event() != nullptr);
    for (auto const status : {OrderStatus::ready, OrderStatus::out_for_delivery, OrderStatus::delivered,
                              OrderStatus::cancelled, OrderStatus::refunded})
        EXPECT_EQ(why(decided(in_status(status), edit(patch))), Refusal::preparation_over);
    EXPECT_TRUE(decided(in_status(OrderStatus::delivered), edit(notes("called back"))).event() != nullptr);
}

TEST(EditOrder, APaymentThatCameLaterAllowsARefund)
{
    auto content = samples::margherita();
    content.payment.status = PaymentStatus::pending;
    auto order = samples::placed(content);
    order.status = OrderStatus::delivered;
    EXPECT_TRUE(allowed_next(order.status, move_context(order, false)).empty());
    OrderPatch patch;
    patch.payment_status = PaymentStatus::paid;
    order = edited(order, patch);
    EXPECT_EQ(allowed_next(order.status, move_context(order, false)), std::vector{OrderStatus::refunded});
}

TEST(EditOrder, ADriverIsMergedAndClearedMemberByMember)
{
    using Text = Patched<std::string>;
    OrderPatch patch;
    patch.driver = DriverPatch{Text("Omar"), Text("+9647801112222"), {}, {}};
    auto order = edited(samples::placed(samples::margherita()), patch);
    EXPECT_EQ(order.driver, (Driver{"Omar", "+9647801112222", {}, {}}));

    patch.driver = DriverPatch{{}, Text(std::in_place), Text("Scooter"), {}};
    order = edited(order, patch);
    EXPECT_EQ(order.driver, (Driver{"Omar", {}, "Scooter", {}}));

    patch.driver = DriverPatch{Text(std::in_place), {}, Text(std::in_place), {}};
    EXPECT_FALSE(edited(order, patch).driver);
    patch.driver.emplace();
    EXPECT_FALSE(edited(order, patch).driver);
}

TEST(EditOrder, TheLastTwentyEditsAreKept)
{
    auto order = samples::placed(samples::margherita());
    for (int i = 0; i < 25; ++i) order = edited(order, notes("note " + std::to_string(i)));
    EXPECT_EQ(order.version, 26U);
    ASSERT_EQ(order.edits.size(), kept_edits);
    order = edited(order, {.preparation_time_minutes = 5, .business_notes = {}, .payment_status = {}, .driver = {}});
    ASSERT_EQ(order.edits.size(), kept_edits);
    EXPECT_EQ(order.edits.front().fields.front(), "business_notes");
    EXPECT_EQ(order.edits.back().fields.front(), "preparation_time_minutes");
}

}
