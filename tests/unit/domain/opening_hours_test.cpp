// SPDX-License-Identifier: Apache-2.0
#include "domain/opening_hours.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace {

using namespace domain;
using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::sys_days;

/// An hour ahead of UTC, two in summer: from 2026-03-29 01:00 UTC to 2026-10-25 01:00 UTC.
class CentralEurope final : public TimeZone {
public:
    static constexpr base::Instant spring = sys_days(2026y / 3 / 29) + 1h;
    static constexpr base::Instant autumn = sys_days(2026y / 10 / 25) + 1h;

    LocalTime to_local(base::Instant instant) const override
    {
        return LocalTime(instant.time_since_epoch() + (is_summer(instant) ? 2h : 1h));
    }
    base::Instant to_instant(LocalTime local) const override
    {
        base::Instant const as_summer(local.time_since_epoch() - 2h);
        base::Instant const as_winter(local.time_since_epoch() - 1h);
        if (is_summer(as_summer)) return as_summer;
        return is_summer(as_winter) ? spring : as_winter;
    }

private:
    static bool is_summer(base::Instant instant) { return instant >= spring && instant < autumn; }
};

OpeningHours every_day(OpeningPeriod period)
{
    OpeningHours hours;
    for (auto& day : hours.week) day = {period};
    return hours;
}

constexpr base::Instant thursday_noon = sys_days(2026y / 1 / 1) + 12h;

TEST(OpeningHours, AreOnTheClocksOfTheBusiness)
{
    CentralEurope const zone;
    auto const hours = every_day({9h, 17h});
    EXPECT_FALSE(is_open_at(hours, zone, sys_days(2026y / 1 / 1) + 7h + 59min));
    EXPECT_TRUE(is_open_at(hours, zone, sys_days(2026y / 1 / 1) + 8h));
    EXPECT_TRUE(is_open_at(hours, zone, sys_days(2026y / 7 / 1) + 7h));
    EXPECT_FALSE(is_open_at(hours, zone, sys_days(2026y / 7 / 1) + 15h));
}

TEST(OpeningHours, GoOnOverMidnightFromTheDayOnWhichTheyBegan)
{
    OpeningHours hours;
    hours.week[4] = {{18h, 2h}};  // Friday
    auto const friday = sys_days(2026y / 1 / 2);
    EXPECT_FALSE(is_open_at(hours, utc(), friday + 1h));
    EXPECT_TRUE(is_open_at(hours, utc(), friday + 23h));
    EXPECT_TRUE(is_open_at(hours, utc(), friday + 25h));
    EXPECT_EQ(next_change(hours, utc(), friday + 23h), friday + 26h);
    EXPECT_EQ(next_change(hours, utc(), friday + 26h), friday + days(7) + 18h);
}

TEST(OpeningHours, ADateMayDifferFromItsWeekday)
{
    auto hours = every_day({9h, 17h});
    hours.exceptions.push_back({2026y / 1 / 1, {}});
    hours.exceptions.push_back({2026y / 1 / 2, {{12h, 13h}}});
    EXPECT_FALSE(is_open_at(hours, utc(), thursday_noon));
    EXPECT_EQ(next_change(hours, utc(), thursday_noon), thursday_noon + 24h);
    EXPECT_EQ(next_change(hours, utc(), thursday_noon + 24h), thursday_noon + 25h);
}

TEST(OpeningHours, PeriodsThatTouchAreOne)
{
    auto hours = every_day({0h, 24h});
    EXPECT_TRUE(is_open_at(hours, utc(), thursday_noon));
    EXPECT_EQ(next_change(hours, utc(), thursday_noon), std::nullopt);
    hours.exceptions.push_back({2026y / 1 / 4, {}});
    EXPECT_EQ(next_change(hours, utc(), thursday_noon), sys_days(2026y / 1 / 4));
}

TEST(OpeningHours, NeverOpenNeverChanges)
{
    EXPECT_FALSE(is_open_at({}, utc(), thursday_noon));
    EXPECT_EQ(next_change({}, utc(), thursday_noon), std::nullopt);
}

TEST(OpeningHours, AnHourThatTheClocksLeaveOutIsNotOpen)
{
    CentralEurope const zone;
    OpeningHours hours;
    hours.week[6] = {{2h, 3h}};  // Sunday, the hour of the change
    auto const before = CentralEurope::spring - 1min;
    EXPECT_FALSE(is_open_at(hours, zone, before));
    EXPECT_FALSE(is_open_at(hours, zone, CentralEurope::spring));
    EXPECT_EQ(next_change(hours, zone, before), sys_days(2026y / 4 / 5));
}

RC_GTEST_PROP(OpeningHours, NextChangeIsTheFirstInstantAtWhichTheyDiffer, ())
{
    CentralEurope const zone;
    auto const minute = [](int most) { return std::chrono::minutes(*rc::gen::inRange(0, most)); };
    OpeningHours hours;
    for (auto& day : hours.week) {
        auto const count = *rc::gen::inRange(0, 3);
        for (int i = 0; i < count; ++i) {
            OpeningPeriod const period{minute(1440), minute(1440) + 1min};
            if (period.from != period.to) day.push_back(period);
        }
    }
    if (*rc::gen::arbitrary<bool>()) hours.exceptions.push_back({2026y / 3 / 29, {{minute(1440), 1440min}}});
    auto const around = *rc::gen::arbitrary<bool>() ? CentralEurope::spring : CentralEurope::autumn;
    auto const now = around - 36h + minute(72 * 60);

    bool const was_open = is_open_at(hours, zone, now);
    auto const change = next_change(hours, zone, now);
    auto const end = change.value_or(now + days(9));
    for (auto at = now; at < end && at < now + days(9); at += 7min) RC_ASSERT(is_open_at(hours, zone, at) == was_open);
    if (!change) return;
    RC_ASSERT(*change > now);
    RC_ASSERT(is_open_at(hours, zone, *change - 1us) == was_open);
    RC_ASSERT(is_open_at(hours, zone, *change) != was_open);
}

}
