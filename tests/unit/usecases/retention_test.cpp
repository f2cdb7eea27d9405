// SPDX-License-Identifier: Apache-2.0
#include "personal_data_suite.hpp"

namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::milliseconds;

/// usecases::PersonalData::tick: orders are forgotten 30 days after they were closed.
class Retention : public shop::PersonalDataSuite {
protected:
    milliseconds tick() { return run(personal_data_.tick()); }
};

TEST_F(Retention, ForgetsWhatWasClosedLongEnoughAgo)
{
    auto const old = closed();
    clock_.advance(days(29));
    auto const recent = closed();
    tick();
    EXPECT_TRUE(knows_layla(old));
    clock_.advance(days(1) + 2h);
    tick();
    EXPECT_FALSE(knows_layla(old));
    EXPECT_TRUE(knows_layla(recent));
    EXPECT_EQ(counter("orders_anonymised_total"), 1U);
    EXPECT_EQ(personal_store_.purges, 1);
}

TEST_F(Retention, AnOpenOrderIsNeverOldEnough)
{
    auto const open = placed();
    clock_.advance(days(365));
    tick();
    EXPECT_TRUE(knows_layla(open));
}

TEST_F(Retention, OfZeroForgetsNothing)
{
    usecases::PersonalData for_ever{personal_store_, journal_, access_, 0s, clock_, log_, registry_};
    auto const old = closed();
    clock_.advance(days(3'650));
    EXPECT_EQ(run(for_ever.tick()), 10min);
    EXPECT_TRUE(knows_layla(old));
}

TEST_F(Retention, OfZeroStillTellsWhatIsUntold)
{
    usecases::PersonalData for_ever{personal_store_, journal_, access_, 0s, clock_, log_, registry_};
    placed();
    auto request = layla(business_);
    request.including_open = true;
    journal_.failures = 1;
    run(for_ever.erase(owner(), request));
    run(for_ever.tick());
    EXPECT_EQ(told(business_).back(), domain::EventType::order_updated);
}

TEST_F(Retention, IsKeptWithATenthOfIt)
{
    std::vector<std::pair<std::chrono::seconds, milliseconds>> const pauses{
        {5s, 1s}, {100s, 10s}, {10h, 10min}, {days(365), 10min}};
    for (auto const& [retention, pause] : pauses) {
        usecases::PersonalData each{personal_store_, journal_, access_, retention, clock_, log_, registry_};
        EXPECT_EQ(run(each.tick()), pause) << retention.count();
    }
}

TEST_F(Retention, GoesOnSoonWhenThereIsMoreThanOneSlice)
{
    for (int i = 0; i < 51; ++i) closed();
    clock_.advance(days(31));
    EXPECT_EQ(tick(), 20ms);
    EXPECT_EQ(personal_store_.purges, 0);
    EXPECT_EQ(tick(), 10min);
    EXPECT_EQ(counter("orders_anonymised_total"), 51U);
    EXPECT_EQ(personal_store_.purges, 1);
    EXPECT_NE(logged().find("\"orders\":51"), std::string::npos);
}

TEST_F(Retention, FilesThatWereInUseArePurgedASecondLater)
{
    closed();
    clock_.advance(days(31));
    personal_store_.failing_purges = 1;
    EXPECT_EQ(tick(), 1s);
    EXPECT_EQ(tick(), 10min);
    EXPECT_EQ(personal_store_.purges, 1);
    tick();
    EXPECT_EQ(personal_store_.purges, 1) << "nothing was overwritten since";
}

TEST_F(Retention, AFailureIsLoggedAndTriedAgainAfterAMinute)
{
    placed();
    auto request = layla(business_);
    request.including_open = true;
    journal_.failures = 2;
    erase(owner(), request);
    EXPECT_EQ(tick(), 1min);
    EXPECT_NE(logged().find("anonymising_failed"), std::string::npos);
    EXPECT_EQ(tick(), 10min);
    EXPECT_EQ(told(business_).back(), domain::EventType::order_updated);
}

TEST_F(Retention, EndsBetweenTwoOrdersWhenTheServerStops)
{
    auto const old = closed();
    clock_.advance(days(31));
    personal_data_.stop();
    tick();
    EXPECT_TRUE(knows_layla(old));
}

}
