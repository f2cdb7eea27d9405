// SPDX-License-Identifier: Apache-2.0
#include "domain/command.hpp"
#include "unit/domain/samples.hpp"

#include <gtest/gtest.h>

namespace {

using namespace domain;
using namespace std::chrono_literals;
using enum OrderStatus;
using samples::change;
using samples::is_settled;
using samples::noon;
using samples::why;

constexpr LogState log_state{.head = 5, .last_number = 3};

using How = Settled::How;

Decision decided(Order const& order, ChangeStatus command)
{
    return samples::decide(samples::pizzeria(), log_state, order, std::move(command), noon + 1min);
}

Order moved(Order const& order, ChangeStatus command) { return *decided(order, std::move(command)).event()->order(); }

Order confirmed_order() { return moved(samples::placed(samples::margherita()), change(pending, confirmed)); }

TEST(ChangeStatus, MovesTheOrderAndAppendsOneEvent)
{
    auto const before = samples::placed(samples::margherita());
    auto const event = *decided(before, change(pending, confirmed)).event();
    EXPECT_EQ(event.seq, 6U);
    EXPECT_EQ(event.last_number, 3U);
    EXPECT_EQ(event.type, EventType::order_status_changed);
    EXPECT_EQ(event.occurred_at, noon + 1min);

    auto expected = before;
    expected.status = confirmed;
    expected.version = 2;
    expected.updated_at = noon + 1min;
    expected.accept_from.reset();
    expected.accept_by.reset();
    expected.status_history.push_back({confirmed, noon + 1min, samples::counter, std::nullopt});
    EXPECT_EQ(*event.order(), expected);
}

TEST(ChangeStatus, ACancellationIsItsOwnEventWithAReason)
{
    auto command = change(pending, cancelled);
    command.reason = Reason{"rejected_out_of_stock", "no mozzarella"};
    auto const event = *decided(samples::placed(samples::margherita()), command).event();
    EXPECT_EQ(event.type, EventType::order_cancelled);
    EXPECT_EQ(event.order()->status, cancelled);
    EXPECT_FALSE(event.order()->accept_by);
    EXPECT_EQ(event.order()->status_history.back().reason, (Reason{"rejected_out_of_stock", "no mozzarella"}));
}

TEST(ChangeStatus, ACancellationNeverStandsWithoutAReason)
{
    auto command = change(pending, cancelled);
    command.reason.reset();
    auto const order = moved(samples::placed(samples::margherita()), command);
    EXPECT_EQ(order.status_history.back().reason, (Reason{"rejected_other", std::nullopt}));
}

TEST(ChangeStatus, ThePreparationTimeGivenIsPromised)
{
    auto command = change(pending, confirmed);
    command.preparation_time_minutes = 45;
    auto const order = moved(samples::placed(samples::brought_margherita()), command);
    EXPECT_EQ(order.preparation_time_minutes, 45);
    EXPECT_EQ(order.estimated_ready_time, noon + 46min);
    EXPECT_EQ(order.estimated_delivery_time, noon + 66min);

    command.estimated_ready_time = noon + 90min;
    auto const at_time = moved(samples::placed(samples::brought_margherita()), command);
    EXPECT_EQ(at_time.preparation_time_minutes, 45);
    EXPECT_EQ(at_time.estimated_ready_time, noon + 90min);
    EXPECT_EQ(at_time.estimated_delivery_time, noon + 110min);
}

TEST(ChangeStatus, AScheduledOrderIsNotPromisedEarlierThanItIsWanted)
{
    auto content = samples::margherita();
    content.requested_delivery_time = noon + 5h;
    auto command = change(pending, confirmed);
    command.preparation_time_minutes = 45;
    EXPECT_EQ(moved(samples::placed(content), command).estimated_ready_time, noon + 5h);
}

TEST(ChangeStatus, NotesOfTheBusinessAreKept)
{
    auto command = change(pending, confirmed);
    command.business_notes = "ring twice";
    auto const order = moved(samples::placed(samples::margherita()), command);
    EXPECT_EQ(order.business_notes, "ring twice");
    EXPECT_EQ(moved(order, change(confirmed, ready)).business_notes, "ring twice");
}

TEST(ChangeStatus, WhoSawAnotherStateIsTold)
{
    auto command = change(pending, cancelled);
    command.actor = samples::kitchen;
    EXPECT_EQ(why(decided(confirmed_order(), command)), Refusal::order_moved);
}

TEST(ChangeStatus, AStaleVersionIsToldFirst)
{
    auto command = change(pending, delivered);
    command.if_version = 1;
    EXPECT_EQ(why(decided(confirmed_order(), command)), Refusal::order_changed);
    command.if_version = 2;
    EXPECT_EQ(why(decided(confirmed_order(), command)), Refusal::order_moved);
    command.from = confirmed;
    EXPECT_EQ(why(decided(confirmed_order(), command)), Refusal::no_such_arrow);
    command.to = ready;
    EXPECT_TRUE(decided(confirmed_order(), command).event() != nullptr);
}

TEST(ChangeStatus, AnIfMatchThatHoldsStandsInForFrom)
{
    auto command = change(pending, ready);
    command.from.reset();
    command.if_version = 2;
    EXPECT_EQ(moved(confirmed_order(), command).status, ready);
}

TEST(ChangeStatus, TheSameDeviceAskingAgainIsARepeat)
{
    EXPECT_TRUE(is_settled(decided(confirmed_order(), change(pending, confirmed)), How::repeated));

    auto by_version = change(pending, confirmed);
    by_version.from.reset();
    by_version.if_version = 1;
    EXPECT_TRUE(is_settled(decided(confirmed_order(), by_version), How::repeated));

    auto by_both = change(pending, confirmed);
    by_both.if_version = 1;
    EXPECT_TRUE(is_settled(decided(confirmed_order(), by_both), How::repeated));
}

TEST(ChangeStatus, AnotherDeviceOrAnotherCredentialIsNotARepeat)
{
    auto command = change(pending, confirmed);
    command.actor.device = "Kitchen";
    EXPECT_EQ(why(decided(confirmed_order(), command)), Refusal::order_moved);
    command.actor = {"usr_2", "Counter 1"};
    EXPECT_EQ(why(decided(confirmed_order(), command)), Refusal::order_moved);
    command.actor.device.reset();
    EXPECT_EQ(why(decided(confirmed_order(), command)), Refusal::order_moved);
}

TEST(ChangeStatus, AnotherFromIsNotARepeat)
{
    EXPECT_EQ(why(decided(confirmed_order(), change(preparing, confirmed))), Refusal::order_moved);
    EXPECT_EQ(why(decided(confirmed_order(), change(confirmed, confirmed))), Refusal::no_such_arrow);

    auto by_version = change(pending, confirmed);
    by_version.from.reset();
    by_version.if_version = 2;
    EXPECT_EQ(why(decided(confirmed_order(), by_version)), Refusal::no_such_arrow);
    by_version.if_version = 0;
    EXPECT_EQ(why(decided(confirmed_order(), by_version)), Refusal::order_changed);
}

TEST(ChangeStatus, AnEarlierStepIsNoRepeatOnceTheOrderWentOn)
{
    auto const further = moved(confirmed_order(), change(confirmed, ready));
    EXPECT_EQ(why(decided(further, change(pending, confirmed))), Refusal::order_moved);
}

TEST(ChangeStatus, WhatTheServerConfirmedIsNobodysRepeat)
{
    auto business = samples::pizzeria();
    business.settings.auto_accept = true;
    auto const order = samples::placed(business, samples::margherita());
    EXPECT_EQ(why(decided(order, change(pending, confirmed))), Refusal::order_moved);
}

TEST(ChangeStatus, AChannelMayOnlyCancel)
{
    auto command = change(pending, confirmed);
    command.by_channel = true;
    EXPECT_EQ(why(decided(samples::placed(samples::margherita()), command)), Refusal::no_such_arrow);
    command = change(pending, cancelled);
    command.by_channel = true;
    EXPECT_EQ(moved(samples::placed(samples::margherita()), command).status, cancelled);
}

TEST(ChangeStatus, OnlyAPaidOrderIsRefunded)
{
    auto content = samples::margherita();
    content.payment.status = PaymentStatus::pending;
    auto const unpaid = moved(samples::placed(content), change(pending, cancelled));
    EXPECT_EQ(why(decided(unpaid, change(cancelled, refunded))), Refusal::no_such_arrow);
    auto const paid = moved(samples::placed(samples::margherita()), change(pending, cancelled));
    EXPECT_EQ(moved(paid, change(cancelled, refunded)).status, refunded);
}

}
