// SPDX-License-Identifier: Apache-2.0
#include "usecases/decided.hpp"

#include <gtest/gtest.h>

namespace {

using domain::Refusal;
using usecases::business_of;

ports::Decided decided(decltype(ports::Decided::outcome) outcome)
{
    ports::Decided result{std::move(outcome)};
    result.business.emplace().name = "Pizza Roma";
    return result;
}

TEST(Unrefused, LeavesADecisionThatIsNoRefusalAsItIs)
{
    auto const settled = usecases::unrefused(decided(domain::Settled{}));
    ASSERT_TRUE(settled);
    EXPECT_TRUE(settled->is_settled(domain::Settled::How::unchanged));
}

TEST(Unrefused, MakesARefusalAFailure)
{
    auto const failed = usecases::unrefused(decided(domain::refused(Refusal::has_open_orders)));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, "has_open_orders");
}

TEST(BusinessOf, IsWhatTheCommandLeft) { EXPECT_EQ(business_of(decided(ports::Appended{}))->name, "Pizza Roma"); }

TEST(BusinessOf, ACommandThatChangedNothingIsTheBusinessAsItIs)
{
    EXPECT_EQ(business_of(decided(domain::Settled{}))->name, "Pizza Roma");
}

TEST(BusinessOf, ARefusalIsAFailureInItsOwnWords)
{
    auto why = domain::refused(Refusal::business_changed);
    why.failure.detail = "the business is at version 3";
    auto const failed = business_of(decided(why));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, base::FailureKind::stale);
    EXPECT_EQ(failed.error().detail, "the business is at version 3");
}

TEST(BusinessOf, AFailureStaysOne)
{
    auto const failed = business_of(base::failure(base::FailureKind::unavailable, "store_failed", "no disk"));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, "store_failed");
}

}
