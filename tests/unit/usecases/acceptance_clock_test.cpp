// SPDX-License-Identifier: Apache-2.0
#include "usecases/acceptance_clock.hpp"

#include "fakes.hpp"
#include "shop.hpp"

namespace {

using namespace std::chrono_literals;
using domain::EventType;
using std::chrono::milliseconds;

/// Clocks that cannot be read while the test says so.
class FailingClocks final : public ports::OrderClocks {
public:
    explicit FailingClocks(ports::OrderClocks& clocks) : clocks_(clocks) {}

    base::Task<base::Result<Due>> due(base::Instant now, std::size_t limit) override
    {
        if (is_failing) co_return shop::in_trouble();
        co_return co_await clocks_.due(now, limit);
    }
    base::Task<base::Result<void>> let_go(domain::OrderId id) override { return clocks_.let_go(id); }
    Overview overview(base::Instant now, std::vector<std::chrono::seconds> thresholds) const override
    {
        return clocks_.overview(now, std::move(thresholds));
    }

    bool is_failing = false;

private:
    ports::OrderClocks& clocks_;
};

/// Has one answer to whatever the clock of one order asks for.
class StuckJournal final : public ports::Journal {
public:
    StuckJournal(ports::Journal& journal, domain::OrderId stuck, base::Result<ports::Decided> answer)
        : journal_(journal), stuck_(stuck), answer_(std::move(answer))
    {
    }

    base::Task<base::Result<ports::Decided>> commit(domain::Command command) override
    {
        auto const* fired = std::get_if<domain::FireClock>(&command);
        if (fired && fired->order_id == stuck_) co_return answer_;
        co_return co_await journal_.commit(std::move(command));
    }

private:
    ports::Journal& journal_;
    domain::OrderId stuck_;
    base::Result<ports::Decided> answer_;
};

class SwitchedHealth final : public ports::StoreHealth {
public:
    bool is_writable() const override { return is_up; }
    base::Task<base::Result<void>> probe() override { co_return base::Result<void>{}; }

    bool is_up = true;
};

class AcceptanceClock : public shop::Shop {
protected:
    milliseconds tick() { return run(acceptance_.tick()); }

    void pass(std::chrono::seconds time)
    {
        for (auto const end = clock_.now() + time; clock_.now() < end;) {
            clock_.advance(1s);
            tick();
        }
    }

    std::vector<domain::OrderId> due() { return run(store_->clocks().due(clock_.now(), 10)).value().orders; }

    std::uint64_t reminded(std::string level)
    {
        return counter("order_reminders_total", {{"level", std::move(level)}});
    }

    FailingClocks clocks_{store_->clocks()};
    shop::FailingJournal journal_{store_->journal()};
    SwitchedHealth health_;
    usecases::AcceptanceClock acceptance_{clocks_, journal_, health_, clock_, 90s, log_, registry_};
};

TEST_F(AcceptanceClock, AnOrderThatCannotBeReadStopsNoOtherClockAndIsLetGo)
{
    auto const torn = placed();
    placed();
    StuckJournal journal{store_->journal(), torn, ports::Decided{domain::refused(domain::Refusal::order_unreadable)}};
    usecases::AcceptanceClock acceptance{clocks_, journal, health_, clock_, 90s, log_, registry_};
    clock_.advance(30s);
    ASSERT_EQ(due().size(), 2U);
    EXPECT_EQ(run(acceptance.tick()), 500ms);
    EXPECT_EQ(told(business_).back(), EventType::order_reminder);
    EXPECT_TRUE(due().empty());
    EXPECT_NE(logged().find("\"order_unreadable\""), std::string::npos);
    EXPECT_NE(logged().find(torn.text()), std::string::npos);
}

TEST_F(AcceptanceClock, AnOrderThatTheStoreNeverTakesKeepsNoOtherFromItsEnd)
{
    auto const stuck = placed();
    auto const id = placed();
    StuckJournal journal{store_->journal(), stuck, shop::in_trouble()};
    usecases::AcceptanceClock acceptance{clocks_, journal, health_, clock_, 90s, log_, registry_};
    run(acceptance.tick());
    for (auto const end = clock_.now() + 480s; clock_.now() < end;) {
        clock_.advance(1s);
        run(acceptance.tick());
    }
    EXPECT_EQ(order(id).status, domain::OrderStatus::cancelled);
    EXPECT_EQ(order(stuck).status, domain::OrderStatus::pending);
    EXPECT_NE(logged().find("acceptance_clock_failed"), std::string::npos);
}

TEST_F(AcceptanceClock, WhatAFailingStoreDidNotTakeIsTriedAgainAfterASecond)
{
    placed();
    clock_.advance(30s);
    journal_.failures = 1;
    EXPECT_EQ(tick(), 1s);
    EXPECT_EQ(told(business_), std::vector{EventType::order_created});
    EXPECT_NE(logged().find("acceptance_clock_failed"), std::string::npos);
    tick();
    EXPECT_EQ(told(business_), (std::vector{EventType::order_created, EventType::order_reminder}));
}

TEST_F(AcceptanceClock, ClocksThatCannotBeReadAreAskedForAgainAfterASecond)
{
    clocks_.is_failing = true;
    EXPECT_EQ(tick(), 1s);
    clocks_.is_failing = false;
    EXPECT_EQ(tick(), 500ms);
}

TEST_F(AcceptanceClock, AServerWhoseStoreWasAwayGivesPeopleTimeAgain)
{
    auto const id = placed();
    tick();
    pass(470s);
    clocks_.is_failing = true;
    pass(20s);
    clocks_.is_failing = false;
    pass(89s);
    EXPECT_EQ(order(id).status, domain::OrderStatus::pending);
    pass(2s);
    EXPECT_EQ(order(id).status, domain::OrderStatus::cancelled);
}

TEST_F(AcceptanceClock, AStoreThatTakesNoWritesGivesPeopleTimeAgain)
{
    auto const id = placed();
    tick();
    pass(470s);
    health_.is_up = false;
    journal_.failures = 1'000;
    pass(30s);
    health_.is_up = true;
    journal_.failures = 0;
    pass(90s);
    EXPECT_EQ(order(id).status, domain::OrderStatus::pending);
    pass(2s);
    EXPECT_EQ(order(id).status, domain::OrderStatus::cancelled);
}

TEST_F(AcceptanceClock, AShortFailureGivesNobodyMoreTime)
{
    auto const id = placed();
    tick();
    pass(470s);
    clocks_.is_failing = true;
    pass(5s);
    clocks_.is_failing = false;
    pass(5s);
    EXPECT_EQ(order(id).status, domain::OrderStatus::cancelled);
}

TEST_F(AcceptanceClock, ComesBackWhenTheNextOneIsDueOrSoonForThoseThatComeIn)
{
    EXPECT_EQ(tick(), 500ms);
    placed();
    EXPECT_EQ(tick(), 500ms);
    clock_.advance(29'800ms);
    EXPECT_EQ(tick(), 200ms);
}

TEST_F(AcceptanceClock, TakesAHundredAtOnceAndLetsOrdersPassBeforeTheNext)
{
    for (int i = 0; i < 101; ++i) placed();
    clock_.advance(30s);
    EXPECT_EQ(tick(), 20ms);
    EXPECT_EQ(due().size(), 1U);
    EXPECT_EQ(tick(), 500ms);
    EXPECT_TRUE(due().empty());
}

TEST_F(AcceptanceClock, CountsRemindersByTheirLevelAndWhatItCancels)
{
    auto const id = placed();
    tick();
    pass(480s);
    EXPECT_EQ(order(id).status, domain::OrderStatus::cancelled);
    EXPECT_EQ(reminded("reminder"), 1U);
    EXPECT_EQ(reminded("escalation"), static_cast<std::uint64_t>(told(business_).size()) - 3U);
    EXPECT_EQ(counter("orders_not_accepted_total"), 1U);
    EXPECT_NE(logged().find("order_not_accepted"), std::string::npos);
}

}
