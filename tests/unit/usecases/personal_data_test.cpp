// SPDX-License-Identifier: Apache-2.0
#include "personal_data_suite.hpp"

namespace {

using domain::EventType;
using shop::code_of;

/// usecases::PersonalData::erase.
class Erasing : public shop::PersonalDataSuite {};

TEST_F(Erasing, IsTheOwnersAtOneBusiness)
{
    auto const id = closed();
    EXPECT_EQ(code_of(erase(manager(), layla(business_))), "forbidden");
    EXPECT_EQ(code_of(erase(channel(), layla(business_))), "forbidden");
    EXPECT_EQ(code_of(erase(stranger(), layla(business_))), "business_not_found");
    EXPECT_TRUE(knows_layla(id));
    EXPECT_EQ(erase(owner(), layla(business_))->orders, 1U);
    EXPECT_FALSE(knows_layla(id));
}

TEST_F(Erasing, OfAllBusinessesIsForAdminsAndWhoeverRunsTheServer)
{
    auto const id = closed();
    EXPECT_EQ(code_of(erase(owner(), layla())), "admins_only");
    EXPECT_TRUE(knows_layla(id));
    EXPECT_EQ(erase(admin(), layla())->orders, 1U);
    EXPECT_FALSE(knows_layla(id));

    auto const next = closed();
    EXPECT_EQ(erase(whoever_runs_the_server(), layla())->orders, 1U) << "the first one has no number any more";
    EXPECT_FALSE(knows_layla(next));
}

TEST_F(Erasing, WhoeverRunsTheServerErasesAtOneBusinessToo)
{
    auto const id = closed();
    EXPECT_EQ(erase(whoever_runs_the_server(), layla(business_))->orders, 1U);
    EXPECT_FALSE(knows_layla(id));
}

TEST_F(Erasing, AtOneBusinessLeavesTheOthersAlone)
{
    auto const id = closed();
    auto const other = new_business(owner_);
    EXPECT_EQ(erase(owner(), layla(other))->orders, 0U);
    EXPECT_TRUE(knows_layla(id));
}

TEST_F(Erasing, LeavesOtherCustomersAlone)
{
    auto content = wraps();
    content.customer_phone = "+9647709999999";
    auto const of_another = placed(content);
    cancel(of_another);
    closed();
    EXPECT_EQ(erase(owner(), layla(business_))->orders, 1U);
    EXPECT_TRUE(knows_layla(of_another));
}

TEST_F(Erasing, OnlyCountingChangesNothing)
{
    auto const id = closed();
    auto request = layla(business_);
    request.only_count = true;
    auto const report = erase(owner(), request).value();
    EXPECT_EQ(report.orders, 1U);
    EXPECT_EQ(report.events, 2U);
    EXPECT_TRUE(knows_layla(id));
    EXPECT_EQ(personal_store_.purges, 0);
    EXPECT_EQ(counter("orders_anonymised_total"), 0U);
    EXPECT_EQ(log_of(business_).size(), 2U);
}

TEST_F(Erasing, CountsWhatItThenChanges)
{
    closed();
    placed();
    auto request = layla(business_);
    request.including_open = request.only_count = true;
    auto const counted = erase(owner(), request).value();
    request.only_count = false;
    auto const done = erase(owner(), request).value();
    EXPECT_EQ(counted.orders, done.orders);
    EXPECT_EQ(counted.events, done.events);
    EXPECT_EQ(counter("orders_anonymised_total"), done.orders);
}

TEST_F(Erasing, OpenOrdersStayUnlessTheyAreAskedFor)
{
    auto const open = placed();
    auto request = layla(business_);
    auto const report = erase(owner(), request).value();
    EXPECT_EQ(report.orders, 0U);
    EXPECT_EQ(report.open_orders, 1U);
    EXPECT_TRUE(knows_layla(open));

    request.including_open = true;
    EXPECT_EQ(erase(owner(), request)->open_orders, 0U);
    EXPECT_FALSE(knows_layla(open));
}

TEST_F(Erasing, DevicesAreToldOfOpenOrdersOnly)
{
    auto const boss = owner();
    closed();
    auto const before = told(business_);
    auto request = layla(business_);
    request.including_open = true;
    erase(boss, request);
    EXPECT_EQ(told(business_), before);

    auto const open = placed();
    erase(boss, request);
    EXPECT_EQ(told(business_).back(), EventType::order_updated);
    EXPECT_EQ(order(open).edits.back().by, boss.actor());
}

TEST_F(Erasing, IsDoneWhenItIsGoneFromTheFilesAlsoTheSecondTime)
{
    closed();
    personal_store_.failing_purges = 1;
    EXPECT_EQ(code_of(erase(owner(), layla(business_))), "store_failed");
    EXPECT_EQ(logged().find("customer_erased"), std::string::npos);
    EXPECT_EQ(erase(owner(), layla(business_))->orders, 0U);
    EXPECT_EQ(personal_store_.purges, 1);
    EXPECT_NE(logged().find("customer_erased"), std::string::npos);
}

TEST_F(Erasing, EndsBetweenTwoOrdersWhenTheServerStops)
{
    auto const id = closed();
    personal_data_.stop();
    EXPECT_EQ(code_of(erase(owner(), layla(business_))), "shutting_down");
    EXPECT_TRUE(knows_layla(id));
}

TEST_F(Erasing, WhatALostCommitLeftUntoldIsToldByTheNextTick)
{
    auto const open = placed();
    auto request = layla(business_);
    request.including_open = true;
    journal_.failures = 1;
    EXPECT_EQ(code_of(erase(owner(), request)), "store_failed");
    EXPECT_FALSE(knows_layla(open));
    EXPECT_EQ(told(business_), std::vector{EventType::order_created});

    run(personal_data_.tick());
    EXPECT_EQ(told(business_), (std::vector{EventType::order_created, EventType::order_updated}));
    EXPECT_EQ(order(open).edits.back().by.credential, "server");
    run(personal_data_.tick());
    EXPECT_EQ(log_of(business_).size(), 2U);
}

}
