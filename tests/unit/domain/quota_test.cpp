// SPDX-License-Identifier: Apache-2.0
#include "domain/quota.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

namespace {

using namespace std::chrono_literals;
using domain::given_back;
using domain::Quota;
using domain::taken_one;
using std::chrono::microseconds;

constexpr base::Instant noon{1'795'000'000s};

Quota any_quota()
{
    return {*rc::gen::inRange<std::uint32_t>(1, 1'000'001), std::chrono::seconds(*rc::gen::inRange(1, 86'401))};
}

/// Small, so that a test can use it up.
Quota small_quota()
{
    return {*rc::gen::inRange<std::uint32_t>(1, 40), std::chrono::seconds(*rc::gen::inRange(1, 400))};
}

TEST(Quota, ABurstIsExactlyTheLimit)
{
    Quota const quota{7, 1s};
    base::Instant full_at = noon;
    for (std::uint32_t left = 7; left-- > 0;) {
        auto const taken = taken_one(quota, full_at, noon);
        EXPECT_TRUE(taken.allowance.is_granted);
        EXPECT_EQ(taken.allowance.remaining, left);
        full_at = taken.full_at;
    }
    EXPECT_FALSE(taken_one(quota, full_at, noon).allowance.is_granted);
}

RC_GTEST_PROP(Quota, AFullBucketHoldsTheLimitWhateverItIs, ())
{
    auto const quota = any_quota();
    auto const one = taken_one(quota, noon, noon);
    RC_ASSERT(one.allowance.is_granted);
    RC_ASSERT(one.allowance.remaining == quota.limit - 1);
    // As after limit - 1 more.
    auto const last = taken_one(quota, noon + quota.interval() * (quota.limit - 1), noon);
    RC_ASSERT(last.allowance.is_granted);
    RC_ASSERT(last.allowance.remaining == 0u);
    RC_ASSERT(!taken_one(quota, last.full_at, noon).allowance.is_granted);
}

RC_GTEST_PROP(Quota, ARefusalChangesNothingAndSaysToTheMicrosecondWhenItEnds, ())
{
    auto const quota = any_quota();
    auto const debt =
        quota.interval() * quota.limit - microseconds(*rc::gen::inRange<std::int64_t>(0, quota.interval().count()));
    auto const refused = taken_one(quota, noon + debt, noon);
    RC_ASSERT(!refused.allowance.is_granted);
    RC_ASSERT(refused.allowance.remaining == 0u);
    RC_ASSERT(refused.full_at == noon + debt);
    auto const wait = refused.allowance.more_in;
    RC_ASSERT(wait > 0us);
    RC_ASSERT(taken_one(quota, noon + debt, noon + wait).allowance.is_granted);
    RC_ASSERT(!taken_one(quota, noon + debt, noon + wait - 1us).allowance.is_granted);
}

RC_GTEST_PROP(Quota, WhatRemainsIsGrantedAtOnceAndOneMoreWhenItSays, ())
{
    auto const quota = small_quota();
    auto const debt = microseconds(*rc::gen::inRange<std::int64_t>(0, (quota.interval() * quota.limit).count()));
    auto const first = taken_one(quota, noon + debt, noon);
    auto const granted_at = [&](base::Instant when) {
        std::uint32_t count = 0;
        for (auto taken = taken_one(quota, first.full_at, when); taken.allowance.is_granted; ++count)
            taken = taken_one(quota, taken.full_at, when);
        return count;
    };
    RC_ASSERT(granted_at(noon) == first.allowance.remaining);
    RC_ASSERT(granted_at(noon + first.allowance.more_in) == first.allowance.remaining + 1);
    RC_ASSERT(granted_at(noon + first.allowance.more_in - 1us) == first.allowance.remaining);
}

RC_GTEST_PROP(Quota, NoSpanOfTimeGetsMoreThanTheLimitAndWhatCameBackInIt, ())
{
    auto const quota = small_quota();
    auto const gaps = *rc::gen::container<std::vector<std::int64_t>>(
        200, rc::gen::inRange<std::int64_t>(0, quota.interval().count() * 2));
    std::vector<base::Instant> granted;
    auto full_at = noon;
    auto now = noon;
    for (auto const gap : gaps) {
        now += microseconds(gap);
        auto const taken = taken_one(quota, full_at, now);
        full_at = taken.full_at;
        if (taken.allowance.is_granted) granted.push_back(now);
    }
    for (std::size_t from = 0; from < granted.size(); ++from)
        for (std::size_t to = from; to < granted.size(); ++to)
            RC_ASSERT(static_cast<std::int64_t>(to - from + 1) <=
                      quota.limit + (granted[to] - granted[from]) / quota.interval());
}

RC_GTEST_PROP(Quota, WhatIsGivenBackCanBeTakenAgain, ())
{
    auto const quota = small_quota();
    auto const debt =
        microseconds(*rc::gen::inRange<std::int64_t>(0, (quota.interval() * (quota.limit - 1)).count() + 1));
    auto const before = taken_one(quota, noon + debt, noon);
    auto const after = taken_one(quota, given_back(quota, before.full_at), noon);
    RC_ASSERT(after.allowance.is_granted);
    RC_ASSERT(after.full_at == before.full_at);
}

RC_GTEST_PROP(Quota, AClockThatWasSetBackCostsNoMoreThanTheWholeQuota, ())
{
    auto const quota = any_quota();
    auto const back = std::chrono::seconds(*rc::gen::inRange(0, 100'000'000));
    auto const refused = taken_one(quota, noon + quota.interval() * quota.limit + back, noon);
    RC_ASSERT(!refused.allowance.is_granted);
    RC_ASSERT(refused.allowance.more_in == quota.interval());
}

}
