// SPDX-License-Identifier: Apache-2.0
#include "usecases/order_metrics.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace {

using namespace std::chrono_literals;
using How = domain::Settled::How;
using domain::Refusal;

class OrderMetrics : public testing::Test {
protected:
    /// What was counted, by outcome and code; what was not is left out.
    std::vector<std::string> counted()
    {
        std::vector<std::string> all;
        registry_.visit({.counter =
                             [&](auto, auto, telemetry::Labels const& labels, telemetry::Counter const& each) {
                                 auto const line = labels[0].second + " " + labels[1].second;
                                 all.insert(all.end(), each.value(), line);
                             },
                         .gauge = [](auto&&...) {},
                         .histogram = [](auto&&...) {}});
        return all;
    }

    /// Of the histogram with that name.
    double sum(std::string_view wanted)
    {
        double result = -1;
        registry_.visit({.counter = [](auto&&...) {},
                         .gauge = [](auto&&...) {},
                         .histogram =
                             [&](auto name, auto, auto const&, telemetry::Histogram const& each) {
                                 if (name == wanted) result = each.snapshot().sum;
                             }});
        return result;
    }

    void placed(decltype(ports::Decided::outcome) outcome) { metrics_.placed(ports::Decided{std::move(outcome)}); }

    telemetry::Registry registry_;
    usecases::OrderMetrics metrics_{registry_};
};

TEST_F(OrderMetrics, TellWhatIsNewFromWhatWasPostedBefore)
{
    placed(ports::Appended{});
    placed(domain::Settled{How::replayed});
    placed(domain::Settled{How::existing});
    EXPECT_EQ(counted(), (std::vector<std::string>{"created ", "replayed ", "existing "}));
}

TEST_F(OrderMetrics, ARefusalCountsUnderItsCodeHoweverItIsTold)
{
    placed(domain::refused(Refusal::not_accepting));
    metrics_.placed(base::failure(base::FailureKind::unavailable, "busy", ""));
    EXPECT_EQ(counted(), (std::vector<std::string>{"refused not_accepting", "refused busy"}));
}

TEST_F(OrderMetrics, WhatNobodyThoughtOfIsOther)
{
    metrics_.placed(base::failure(base::FailureKind::unavailable, "moon_eclipse", ""));
    EXPECT_EQ(counted(), std::vector<std::string>{"refused other"});
}

TEST_F(OrderMetrics, EveryReasonNotToPlaceAnOrderHasACodeOfItsOwn)
{
    for (auto const why :
         {Refusal::business_not_found, Refusal::business_not_approved, Refusal::business_suspended,
          Refusal::not_accepting, Refusal::key_reused, Refusal::external_id_taken, Refusal::order_too_large})
        placed(domain::refused(why));
    auto const all = counted();
    EXPECT_EQ(all.size(), 7U);
    EXPECT_EQ(std::ranges::count(all, "refused other"), 0);
}

TEST_F(OrderMetrics, TimesCountFromTheOrdersCreation)
{
    // An id begins with its milliseconds; OrderId::make would not go back behind those of other tests.
    domain::OrderId order;
    order.uuid.bytes[3] = 1;
    order.uuid.bytes[5] = 7;
    base::Instant const created(std::chrono::milliseconds(65'543));
    metrics_.seen(order, created + 2s);
    metrics_.accepted(order, created + 90s);
    EXPECT_DOUBLE_EQ(sum("order_seen_seconds"), 2);
    EXPECT_DOUBLE_EQ(sum("order_accepted_seconds"), 90);
}

}
