// SPDX-License-Identifier: Apache-2.0
#include "business_suite.hpp"

namespace {

using namespace std::chrono_literals;
using shop::code_of;
using shop::fields_of;
using std::chrono::days;
using std::chrono::milliseconds;

/// What usecases::Businesses does with the intake: who closes and pauses it, and what the time alone changes.
class Intake : public shop::BusinessSuite {
protected:
    base::Result<domain::Business> set(domain::Principal const& caller, usecases::NewIntake intake)
    {
        return run(businesses_.set_intake(caller, business_, std::move(intake)));
    }

    static usecases::NewIntake paused(std::optional<base::Instant> until)
    {
        usecases::NewIntake intake;
        intake.pause_until.emplace(until);
        return intake;
    }

    static usecases::NewIntake busy(std::int64_t minutes, std::optional<base::Instant> until = {})
    {
        usecases::NewIntake intake;
        intake.busy_extra_minutes = minutes;
        intake.busy_until = until;
        return intake;
    }

    std::vector<std::string> reasons()
    {
        std::vector<std::string> codes;
        for (auto const& reason : businesses_.intake_of(business(business_)).reasons) codes.push_back(reason.code);
        return codes;
    }

    /// So many businesses that are paused for an hour.
    void open_paused(std::size_t count)
    {
        domain::Business each = business(business_);
        each.intake.paused_until = clock_.now() + 1h;
        each.intake.announced = "paused";
        for (std::size_t i = 0; i < count; ++i) {
            each.id = domain::BusinessId::make(clock_.now());
            ASSERT_EQ(code_of(run(store_->businesses().create(each, owner_))), "ok");
        }
    }

    bool is_announced() { return run(store_->businesses().due_intakes(clock_.now(), 1)).value().empty(); }
};

TEST_F(Intake, APauseEndsWithinThirtyDays)
{
    auto const boss = owner();
    auto const now = clock_.now();
    for (auto const until : {now - 1s, now, now + days(30) + 1us})
        EXPECT_EQ(fields_of(set(boss, paused(until))), "/pause_until out_of_range");
    EXPECT_TRUE(log_of(business_).empty());
    EXPECT_EQ(set(boss, paused(now + days(30)))->intake.paused_until, now + days(30));
}

TEST_F(Intake, ABusyTimeEndsWithinThirtyDays)
{
    auto const boss = owner();
    auto const now = clock_.now();
    for (auto const until : {now - 1s, now, now + days(30) + 1us})
        EXPECT_EQ(fields_of(set(boss, busy(15, until))), "/until out_of_range");
    EXPECT_TRUE(log_of(business_).empty());
    EXPECT_EQ(set(boss, busy(15, now + days(30)))->intake.busy, (domain::Busy{15, now + days(30)}));
}

TEST_F(Intake, LimitsAreCheckedBeforeTheCaller)
{
    EXPECT_EQ(fields_of(set(stranger(), paused(clock_.now()))), "/pause_until out_of_range");
}

TEST_F(Intake, StaffCannotCloseTheBusiness)
{
    usecases::NewIntake closed;
    closed.open = false;
    EXPECT_EQ(code_of(set(staff(), closed)), "forbidden");
    EXPECT_EQ(code_of(set(channel(), closed)), "forbidden");
    EXPECT_EQ(code_of(set(stranger(), closed)), "business_not_found");
    EXPECT_TRUE(business(business_).intake.open);
    EXPECT_FALSE(set(manager(), closed)->intake.open);
}

TEST_F(Intake, NullEndsAPauseAndNothingElse)
{
    auto const boss = owner();
    auto const until = clock_.now() + 1h;
    set(boss, paused(until));
    set(boss, busy(15, until));
    auto const after = set(boss, paused({})).value();
    EXPECT_FALSE(after.intake.paused_until);
    EXPECT_TRUE(after.intake.busy);
}

TEST_F(Intake, ZeroMinutesEndABusyTimeAndNothingElse)
{
    auto const boss = owner();
    auto const until = clock_.now() + 1h;
    set(boss, paused(until));
    set(boss, busy(15, until));
    auto const after = set(boss, busy(0)).value();
    EXPECT_FALSE(after.intake.busy);
    EXPECT_EQ(after.intake.paused_until, until);
}

TEST_F(Intake, NoDeviceIsAWarningOfABusinessThatTakesOrders)
{
    audience_.devices = 0;
    EXPECT_TRUE(reasons().empty());
    run(devices_.tick());
    EXPECT_EQ(reasons(), std::vector<std::string>{"no_device"});
    EXPECT_TRUE(businesses_.intake_of(business(business_)).is_accepting);
    audience_.devices = 1;
    EXPECT_TRUE(reasons().empty());
}

TEST_F(Intake, ABusinessThatIsClosedNeedsNoDevice)
{
    audience_.devices = 0;
    run(devices_.tick());
    set(owner(), paused(clock_.now() + 1h));
    EXPECT_EQ(reasons(), std::vector<std::string>{"paused"});
}

TEST_F(Intake, TheEndOfAPauseIsAnnouncedOnce)
{
    set(owner(), paused(clock_.now() + 1h));
    run(businesses_.announce_intake());
    EXPECT_EQ(business(business_).intake.announced, "paused");
    clock_.advance(1h);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(run(businesses_.announce_intake()), 500ms);
    EXPECT_EQ(business(business_).intake.announced, "");
    EXPECT_EQ(log_of(business_).size(), 2U);
}

TEST_F(Intake, WhatAFailureLeftIsAnnouncedTheNextTime)
{
    open_paused(1);
    clock_.advance(1h);
    journal_.failures = 1;
    EXPECT_EQ(run(businesses_.announce_intake()), 500ms);
    EXPECT_FALSE(is_announced());
    run(businesses_.announce_intake());
    EXPECT_TRUE(is_announced());
}

TEST_F(Intake, WhenManyAreDueTheNextAreAnnouncedSoon)
{
    open_paused(101);
    clock_.advance(1h);
    EXPECT_EQ(run(businesses_.announce_intake()), 20ms);
    EXPECT_FALSE(is_announced());
    EXPECT_EQ(run(businesses_.announce_intake()), 500ms);
    EXPECT_TRUE(is_announced());
}

TEST_F(Intake, AFailureAmongManyIsNotHurried)
{
    open_paused(101);
    clock_.advance(1h);
    journal_.failures = 1;
    EXPECT_EQ(run(businesses_.announce_intake()), 500ms);
    EXPECT_EQ(run(businesses_.announce_intake()), 500ms);
    EXPECT_TRUE(is_announced());
}

TEST_F(Intake, AStoreThatCannotBeReadIsAskedAgainLater)
{
    business_store_.is_failing = true;
    EXPECT_EQ(run(businesses_.announce_intake()), 500ms);
}

}
