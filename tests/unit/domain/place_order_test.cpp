// SPDX-License-Identifier: Apache-2.0
#include "domain/command.hpp"
#include "unit/domain/samples.hpp"

#include <gtest/gtest.h>

namespace {

using namespace domain;
using namespace std::chrono_literals;
using samples::noon;

base::Result<Event> placed_at(Business const& business, OrderContent content, base::Instant now = noon)
{
    auto decision = samples::decide(business, {.head = 41, .last_number = 7}, samples::place(std::move(content)), now);
    if (auto const* event = decision.event()) return *event;
    return std::unexpected(std::get<Refused>(decision.outcome).failure);
}

Order order_of(Business const& business, OrderContent content)
{
    return *placed_at(business, std::move(content))->order();
}

TEST(PlaceOrder, TakesTheNextSeqAndTheNextNumber)
{
    auto const event = placed_at(samples::pizzeria(), samples::margherita());
    ASSERT_TRUE(event);
    EXPECT_EQ(event->seq, 42U);
    EXPECT_EQ(event->last_number, 8U);
    EXPECT_EQ(event->type, EventType::order_created);
    EXPECT_EQ(event->priority, Priority::high);
    EXPECT_EQ(event->id, samples::id<EventId>(8));
    EXPECT_EQ(event->occurred_at, noon);
    auto const& order = *event->order();
    EXPECT_EQ(order.id, samples::id<OrderId>(7));
    EXPECT_EQ(order.business_id, samples::pizzeria().id);
    EXPECT_EQ(order.number, 8U);
    EXPECT_EQ(order.order_number, "PIZ0008");
    EXPECT_EQ(order.currency, (Currency{"IQD", 0}));
    EXPECT_EQ(order.version, 1U);
    EXPECT_EQ(order.created_at, noon);
    EXPECT_EQ(order.updated_at, noon);
    EXPECT_EQ(order.content, samples::margherita());
}

TEST(PlaceOrder, WaitsForSomebodyToAccept)
{
    auto const order = order_of(samples::pizzeria(), samples::margherita());
    EXPECT_EQ(order.status, OrderStatus::pending);
    EXPECT_EQ(order.accept_by, noon + 480s);
    EXPECT_EQ(order.status_history,
              (std::vector<StatusChange>{{OrderStatus::pending, noon, {"key_1", std::nullopt}, std::nullopt}}));
}

TEST(PlaceOrder, IsConfirmedAtOnceWhenTheBusinessAcceptsByItself)
{
    auto business = samples::pizzeria();
    business.settings.auto_accept = true;
    auto const event = placed_at(business, samples::margherita());
    EXPECT_EQ(event->type, EventType::order_created);
    auto const& order = *event->order();
    EXPECT_EQ(order.status, OrderStatus::confirmed);
    EXPECT_EQ(order.version, 1U);
    EXPECT_FALSE(order.accept_by);
    EXPECT_EQ(order.status_history,
              (std::vector<StatusChange>{{OrderStatus::pending, noon, {"key_1", std::nullopt}, std::nullopt},
                                         {OrderStatus::confirmed, noon, {"server", std::nullopt}, std::nullopt}}));
}

TEST(PlaceOrder, PromisesTheDefaultPreparationAndTheWay)
{
    auto const fetched = order_of(samples::pizzeria(), samples::margherita());
    EXPECT_EQ(fetched.estimated_ready_time, noon + 30min);
    EXPECT_FALSE(fetched.estimated_delivery_time);
    auto const brought = order_of(samples::pizzeria(), samples::brought_margherita());
    EXPECT_EQ(brought.estimated_ready_time, noon + 30min);
    EXPECT_EQ(brought.estimated_delivery_time, noon + 50min);
}

TEST(PlaceOrder, AScheduledOrderStaysQuietUntilTheKitchenMustKnow)
{
    auto content = samples::brought_margherita();
    content.requested_delivery_time = noon + 5h;
    auto const order = order_of(samples::pizzeria(), content);
    // The clock starts 480 s before preparation and the way have to, and runs 480 s.
    EXPECT_EQ(order.accept_by, noon + 5h - 30min - 20min);
    EXPECT_EQ(order.estimated_ready_time, noon + 5h - 20min);
    EXPECT_EQ(order.estimated_delivery_time, noon + 5h);

    content = samples::margherita();
    content.requested_delivery_time = noon + 5h;
    EXPECT_EQ(order_of(samples::pizzeria(), content).accept_by, noon + 5h - 30min);
}

TEST(PlaceOrder, ARequestForSoonOrForThePastStartsTheClockNow)
{
    for (auto const wanted : {noon + 10min, noon - 24h}) {
        auto content = samples::brought_margherita();
        content.requested_delivery_time = wanted;
        auto const order = order_of(samples::pizzeria(), content);
        EXPECT_EQ(order.accept_by, noon + 480s);
        EXPECT_EQ(order.estimated_ready_time, noon + 30min);
    }
}

TEST(PlaceOrder, KeepsTimesInMilliseconds)
{
    auto content = samples::margherita();
    content.requested_delivery_time = noon + 5h + 1999us;
    auto const event = placed_at(samples::pizzeria(), content, noon + 2500us);
    EXPECT_EQ(event->occurred_at, noon + 2ms);
    EXPECT_EQ(event->order()->created_at, noon + 2ms);
    EXPECT_EQ(event->order()->content.requested_delivery_time, noon + 5h + 1ms);
}

TEST(PlaceOrder, ABusinessThatIsNotApprovedTakesNone)
{
    auto business = samples::pizzeria();
    business.intake.open = false;  // approval is looked at first
    business.status = BusinessStatus::pending;
    auto event = placed_at(business, samples::margherita());
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().kind, base::FailureKind::forbidden);
    EXPECT_EQ(event.error().code, "business_not_approved");

    business.status = BusinessStatus::suspended;
    event = placed_at(business, samples::margherita());
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().kind, base::FailureKind::forbidden);
    EXPECT_EQ(event.error().code, "business_suspended");
}

TEST(PlaceOrder, AClosedBusinessSaysWhy)
{
    auto business = samples::pizzeria();
    business.intake.open = false;
    auto const event = placed_at(business, samples::margherita());
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().kind, base::FailureKind::conflict);
    EXPECT_EQ(event.error().code, "not_accepting");
    EXPECT_EQ(event.error().detail, "the business takes no orders now: closed");
    ASSERT_EQ(event.error().fields.size(), 1U);
    EXPECT_EQ(event.error().fields[0].pointer, "");
    EXPECT_EQ(event.error().fields[0].code, "closed");
    EXPECT_FALSE(event.error().retry_after);
}

}
