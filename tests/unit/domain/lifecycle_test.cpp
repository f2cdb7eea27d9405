// SPDX-License-Identifier: Apache-2.0
#include "domain/lifecycle.hpp"

#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace {

using namespace domain;
using enum OrderStatus;

using Arrows = std::set<std::pair<OrderStatus, OrderStatus>>;

constexpr OrderStatus all[] = {pending, confirmed, preparing, ready, out_for_delivery, delivered, cancelled, refunded};
constexpr DeliveryType types[] = {DeliveryType::pickup, DeliveryType::delivery, DeliveryType::dine_in};

Arrows arrows(MoveContext const& context)
{
    Arrows result;
    for (auto const from : all) {
        for (auto const to : all) {
            if (can_move(from, to, context)) result.insert({from, to});
        }
    }
    return result;
}

Arrows const cancellations{{pending, cancelled},
                           {confirmed, cancelled},
                           {preparing, cancelled},
                           {ready, cancelled},
                           {out_for_delivery, cancelled}};

Arrows with_cancellations(Arrows arrows)
{
    arrows.insert(cancellations.begin(), cancellations.end());
    return arrows;
}

TEST(OrderLifecycle, ADeliveryOrderIsOnTheRoadBeforeItIsDelivered)
{
    EXPECT_EQ(arrows({.delivery_type = DeliveryType::delivery}), with_cancellations({{pending, confirmed},
                                                                                     {confirmed, preparing},
                                                                                     {confirmed, ready},
                                                                                     {preparing, ready},
                                                                                     {ready, out_for_delivery},
                                                                                     {out_for_delivery, delivered}}));
}

TEST(OrderLifecycle, WhatIsFetchedGoesFromReadyToDelivered)
{
    for (auto const type : {DeliveryType::pickup, DeliveryType::dine_in}) {
        EXPECT_EQ(arrows({.delivery_type = type}), with_cancellations({{pending, confirmed},
                                                                       {confirmed, preparing},
                                                                       {confirmed, ready},
                                                                       {preparing, ready},
                                                                       {ready, delivered},
                                                                       {out_for_delivery, delivered}}));
    }
}

TEST(OrderLifecycle, OnlyWhatWasPaidCanBeRefunded)
{
    for (auto const type : types) {
        auto paid = arrows({.delivery_type = type, .was_paid = true});
        for (auto const& arrow : arrows({.delivery_type = type})) paid.erase(arrow);
        EXPECT_EQ(paid, (Arrows{{delivered, refunded}, {cancelled, refunded}}));
    }
}

TEST(OrderLifecycle, AChannelOnlyCancelsWhatIsNotOnTheRoad)
{
    for (auto const type : types) {
        for (bool const was_paid : {false, true}) {
            EXPECT_EQ(
                arrows({.delivery_type = type, .was_paid = was_paid, .by_channel = true}),
                (Arrows{{pending, cancelled}, {confirmed, cancelled}, {preparing, cancelled}, {ready, cancelled}}));
        }
    }
}

TEST(OrderLifecycle, EveryArrowGoesForward)
{
    for (auto const type : types) {
        for (auto const& [from, to] : arrows({.delivery_type = type, .was_paid = true})) EXPECT_LT(from, to);
    }
}

TEST(OrderLifecycle, ARefundedOrderStaysAsItIs)
{
    for (auto const type : types)
        EXPECT_TRUE(allowed_next(refunded, {.delivery_type = type, .was_paid = true}).empty());
}

TEST(OrderLifecycle, AllowedNextListsExactlyTheArrows)
{
    for (auto const type : types) {
        for (auto const from : all) {
            for (bool const by_channel : {false, true}) {
                MoveContext const context{.delivery_type = type, .was_paid = true, .by_channel = by_channel};
                std::vector<OrderStatus> expected;
                for (auto const to : all) {
                    if (can_move(from, to, context)) expected.push_back(to);
                }
                EXPECT_EQ(allowed_next(from, context), expected);
            }
        }
    }
}

TEST(OrderLifecycle, OpenOrdersAreThoseBeforeDelivered)
{
    for (auto const status : all) {
        EXPECT_EQ(is_open(status), status != delivered && status != cancelled && status != refunded);
    }
}

TEST(OrderStatusText, EveryWordReadsBack)
{
    for (auto const status : all) EXPECT_EQ(parse_order_status(to_text(status)), status);
    for (auto const type : types) EXPECT_EQ(parse_delivery_type(to_text(type)), type);
    EXPECT_EQ(to_text(out_for_delivery), "out_for_delivery");
    EXPECT_EQ(to_text(PaymentStatus::refunded), "refunded");
    EXPECT_EQ(parse_payment_status("partial"), PaymentStatus::partial);
    EXPECT_EQ(parse_order_status("Pending"), std::nullopt);
    EXPECT_EQ(parse_order_status("accepted"), std::nullopt);
}

TEST(OrderStatusText, AliasesAreTakenAsInput)
{
    EXPECT_EQ(parse_status_input("accepted")->status, confirmed);
    EXPECT_EQ(parse_status_input("rejected")->status, cancelled);
    EXPECT_EQ(parse_status_input("rejected")->implied_reason, "rejected_other");
    EXPECT_EQ(parse_status_input("picked_up")->status, out_for_delivery);
    EXPECT_EQ(parse_status_input("cancelled")->implied_reason, std::nullopt);
    EXPECT_EQ(parse_status_input("ready")->status, ready);
    EXPECT_FALSE(parse_status_input("lost"));
}

TEST(CancelReason, TheServersOwnReasonIsNotForCallers)
{
    for (auto const* code : {"rejected_out_of_stock", "rejected_too_busy", "rejected_closed", "rejected_address",
                             "rejected_other", "cancelled_by_customer", "payment_failed"}) {
        EXPECT_TRUE(is_cancel_reason(code)) << code;
    }
    EXPECT_FALSE(is_cancel_reason("not_accepted_in_time"));
    EXPECT_FALSE(is_cancel_reason(""));
}

}
