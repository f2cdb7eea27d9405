// SPDX-License-Identifier: Apache-2.0
#include "forms/order.hpp"
#include "stores.hpp"
#include "usecases/acceptance_clock.hpp"

#include <algorithm>

/// The store of the clocks, and the use case that drives it: time is the test's.
namespace conformance {
namespace {

using namespace std::chrono_literals;
using domain::EventType;
using domain::OrderStatus;

class OrderClocks : public StoreSuite {
protected:
    OrderClocks() { start(); }

    /// A server that has just started.
    void start() { acceptance_.emplace(ports().clocks, ports().journal, ports().health, clock_, 90s, log_, registry_); }

    void restart()
    {
        reopen();
        start();
    }

    /// Lets time pass, a second at a time.
    void pass(std::chrono::seconds time)
    {
        for (auto const end = clock_.now() + time; clock_.now() < end; clock_.advance(1s)) run(acceptance_->tick());
        run(acceptance_->tick());
    }

    std::vector<EventType> told(domain::BusinessId business)
    {
        std::vector<EventType> types;
        for (auto const& entry : whole_log(business)) types.push_back(entry.type);
        return types;
    }

    std::ptrdiff_t count(domain::BusinessId business, EventType type)
    {
        return std::ranges::count(told(business), type);
    }

    OrderStatus status_of(domain::OrderId id) { return run(ports().orders.find(id))->order.status; }

    base::Task<base::Result<ports::Decided>> fire(domain::OrderId id)
    {
        return commit(domain::FireClock{domain::EventId::make(clock_.now()), id, {}});
    }

    telemetry::Log log_;
    telemetry::Registry registry_;
    std::optional<usecases::AcceptanceClock> acceptance_;
};

constexpr auto created = EventType::order_created;
constexpr auto reminder = EventType::order_reminder;
constexpr auto cancelled = EventType::order_cancelled;

TEST_P(OrderClocks, AnOrderNobodyAcceptsIsRemindedEscalatedAndCancelledOnce)
{
    auto const business = new_business();
    auto const order = *placed(business).order;
    pass(29s);
    EXPECT_EQ(told(business), (std::vector{created}));
    pass(60s);
    EXPECT_EQ(told(business), (std::vector{created, reminder}));
    pass(1s);
    EXPECT_EQ(told(business), (std::vector{created, reminder, reminder}));
    pass(389s);
    EXPECT_EQ(count(business, reminder), 14);
    EXPECT_EQ(status_of(order.id), OrderStatus::pending);
    pass(1s);
    EXPECT_EQ(status_of(order.id), OrderStatus::cancelled);
    pass(600s);
    EXPECT_EQ(count(business, reminder), 14);
    EXPECT_EQ(count(business, cancelled), 1);
    auto const stored = forms::parse_stored_order(run(ports().orders.find(order.id))->order.text);
    EXPECT_EQ(stored->status_history.back().reason->code, "not_accepted_in_time");
    EXPECT_EQ(stored->version, 2U);
}

TEST_P(OrderClocks, WhatIsAcceptedIsLeftAlone)
{
    auto const business = new_business();
    auto const order = *placed(business).order;
    pass(40s);
    ASSERT_TRUE(run(commit(move(order.id, OrderStatus::pending, OrderStatus::confirmed))));
    pass(600s);
    EXPECT_EQ(told(business), (std::vector{created, reminder, EventType::order_status_changed}));
    EXPECT_TRUE(run(fire(order.id))->is_settled(How::not_due));
}

TEST_P(OrderClocks, EachReminderIsSentOnceAcrossRestarts)
{
    auto const business = new_business();
    auto const order = *placed(business).order;
    for (int i = 0; i < 10; ++i) {
        pass(13s);
        restart();
    }
    EXPECT_EQ(told(business), (std::vector{created, reminder, reminder, reminder}));
    std::vector<std::string> texts;
    for (auto const& entry : whole_log(business)) texts.push_back(*entry.text);
    for (int n = 1; n <= 3; ++n)
        EXPECT_NE(texts[static_cast<std::size_t>(n)].find("\"n\":" + std::to_string(n)), std::string::npos);
    pass(480s);
    EXPECT_EQ(count(business, cancelled), 1);
    EXPECT_EQ(status_of(order.id), OrderStatus::cancelled);
}

TEST_P(OrderClocks, AServerThatWasOffForAnHourCancelsNothingInTheFirst90Seconds)
{
    auto const business = new_business();
    auto const order = *placed(business).order;
    pass(40s);
    clock_.advance(1h);
    restart();
    pass(89s);
    EXPECT_EQ(told(business), (std::vector{created, reminder, reminder})) << "what was missed is sent as one";
    EXPECT_EQ(status_of(order.id), OrderStatus::pending);
    pass(1s);
    EXPECT_EQ(status_of(order.id), OrderStatus::cancelled);
    EXPECT_EQ(count(business, cancelled), 1);
}

TEST_P(OrderClocks, AServerThatStoodStillCountsAsAway)
{
    auto const business = new_business();
    auto const order = *placed(business).order;
    pass(10s);
    clock_.advance(1h);
    pass(89s);
    EXPECT_EQ(status_of(order.id), OrderStatus::pending);
    pass(1s);
    EXPECT_EQ(status_of(order.id), OrderStatus::cancelled);
}

TEST_P(OrderClocks, OfAcceptingAndCancellingInTheSameInstantOneWins)
{
    auto const business = new_business();
    std::vector<domain::OrderId> orders;
    for (int i = 0; i < 60; ++i) orders.push_back(placed(business).order->id);
    clock_.advance(480s);

    std::vector<std::future<base::Result<ports::Decided>>> accepted, fired;
    for (auto const& id : orders) {
        auto accept = [&] {
            accepted.push_back(spawn(commit(move(id, OrderStatus::pending, OrderStatus::confirmed))));
        };
        if (accepted.size() % 2 == 0) accept();
        fired.push_back(spawn(fire(id)));
        if (accepted.size() < fired.size()) accept();
    }
    for (std::size_t i = 0; i < orders.size(); ++i) {
        auto const person = accepted[i].get();
        auto const is_cancelled = is_appended(fired[i].get());
        EXPECT_EQ(is_appended(person), !is_cancelled);
        EXPECT_EQ(refusal(person), is_cancelled ? std::optional(domain::Refusal::order_moved) : std::nullopt);
        EXPECT_EQ(person->order->status, is_cancelled ? OrderStatus::cancelled : OrderStatus::confirmed);
    }
    EXPECT_EQ(whole_log(business).size(), 2 * orders.size());
}

TEST_P(OrderClocks, AskedTwiceAtOnceEachThingIsSaidOnce)
{
    auto const business = new_business();
    auto const id = placed(business).order->id;
    for (auto const time : {30s, 60s, 400s}) {
        clock_.advance(time);
        std::vector<base::Task<base::Result<ports::Decided>>> tasks;
        for (int i = 0; i < 8; ++i) tasks.push_back(fire(id));
        auto const outcomes = run_all(std::move(tasks));
        EXPECT_EQ(std::ranges::count_if(outcomes, is_appended), 1);
    }
    EXPECT_EQ(told(business), (std::vector{created, reminder, reminder, cancelled}));
}

TEST_P(OrderClocks, AScheduledOrderIsQuietUntilItIsTime)
{
    auto const business = new_business();
    auto order = order_for(business);
    order.content.requested_delivery_time = clock_.now() + 2h;
    order.fingerprint = forms::fingerprint(order.content);
    ASSERT_TRUE(run(commit(order)));
    auto const due = run(ports().clocks.due(clock_.now() + 1h, 10)).value();
    EXPECT_TRUE(due.orders.empty());
    EXPECT_EQ(due.next, clock_.now() + 2h - 30min - 480s + 30s);
}

TEST_P(OrderClocks, ManyOrdersAreDueAtOnceSoonestFirst)
{
    auto const business = new_business();
    std::vector<domain::OrderId> orders;
    for (int i = 0; i < 250; ++i) {
        orders.push_back(placed(business).order->id);
        clock_.advance(1ms);
    }
    auto const due = run(ports().clocks.due(clock_.now() + 30s, 10)).value();
    EXPECT_EQ(due.orders, std::vector(orders.begin(), orders.begin() + 10));
    clock_.advance(60s);
    start();
    for (int i = 0; i < 3; ++i) run(acceptance_->tick());
    EXPECT_EQ(count(business, reminder), 250);
}

TEST_P(OrderClocks, AnEditDoesNotStopTheClock)
{
    auto const business = new_business();
    domain::EditOrder edit;
    edit.order_id = placed(business).order->id;
    edit.patch.business_notes.emplace("ring twice");
    edit.actor = {"usr_one", {}};
    ASSERT_TRUE(run(commit(edit)));
    pass(30s);
    EXPECT_EQ(told(business), (std::vector{created, EventType::order_updated, reminder}));
}

RUN_ON_ALL_STORES(OrderClocks);

}
}
