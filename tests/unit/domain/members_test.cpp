// SPDX-License-Identifier: Apache-2.0
#include "domain/members.hpp"

#include "unit/domain/samples.hpp"

#include <gtest/gtest.h>

namespace {

using namespace domain;
using namespace std::chrono_literals;
using samples::noon;

UserId user(std::uint8_t n) { return samples::id<UserId>(n); }
base::Bytes32 token(std::string_view text) { return base::sha256(text); }

Invitation invitation(std::string_view text, std::optional<UserId> by = {})
{
    return {Role::manager, by, token(text), noon + 1h};
}

/// User 1 owns it, user 2 works there.
Members two() { return {{{user(1), Role::owner, noon}, {user(2), Role::staff, noon}}, {}}; }

Members with(Members members, Invitation invitation)
{
    return with_invitation(std::move(members), std::move(invitation), noon).value();
}

std::string code(base::Result<Members> const& result) { return result ? "" : result.error().code; }

TEST(Members, WhoBringsTheTokenHasTheRoleAndTheTokenIsGone)
{
    auto const members = with_member(with(two(), invitation("a")), user(3), token("a"), noon + 1min);
    ASSERT_TRUE(members);
    ASSERT_NE(members->find(user(3)), nullptr);
    EXPECT_EQ(*members->find(user(3)), (Membership{user(3), Role::manager, noon + 1min}));
    EXPECT_EQ(code(with_member(*members, user(4), token("a"), noon)), "invitation_invalid");
}

TEST(Members, ATokenIsGoodUntilTheMomentThatItExpires)
{
    auto const members = with(two(), invitation("a"));
    EXPECT_EQ(code(with_member(members, user(3), token("a"), noon + 1h - 1us)), "");
    EXPECT_EQ(code(with_member(members, user(3), token("a"), noon + 1h)), "invitation_invalid");
}

TEST(Members, AnInvitationIsGoodWhileWhoeverInvitedIsAnOwner)
{
    auto const by_owner = with(two(), invitation("a", user(1)));
    EXPECT_EQ(code(with_member(by_owner, user(3), token("a"), noon)), "");
    auto const by_staff = with(two(), invitation("a", user(2)));
    EXPECT_EQ(code(with_member(by_staff, user(3), token("a"), noon)), "invitation_invalid");
    auto const by_stranger = with(two(), invitation("a", user(9)));
    EXPECT_EQ(code(with_member(by_stranger, user(3), token("a"), noon)), "invitation_invalid");
}

TEST(Members, NobodyJoinsTwice)
{
    EXPECT_EQ(code(with_member(with(two(), invitation("a")), user(2), token("a"), noon)), "already_member");
}

TEST(Members, AreTwoHundredAtMost)
{
    auto members = with(two(), invitation("a"));
    while (members.members.size() < Members::max_members - 1)
        members.members.push_back({user(static_cast<std::uint8_t>(members.members.size() + 1)), Role::staff, noon});
    EXPECT_EQ(code(with_member(members, user(250), token("a"), noon)), "");
    members.members.push_back({user(251), Role::staff, noon});
    EXPECT_EQ(code(with_member(members, user(250), token("a"), noon)), "too_many_members");
}

TEST(Members, OpenInvitationsAreAHundredAtMostAndExpiredOnesDoNotCount)
{
    auto members = two();
    for (std::size_t i = 0; i < Members::max_invitations; ++i)
        members = with(std::move(members), invitation(std::to_string(i)));
    EXPECT_EQ(code(with_invitation(members, invitation("more"), noon + 1h - 1us)), "too_many_invitations");
    auto const later = with_invitation(members, invitation("more"), noon + 1h);
    ASSERT_TRUE(later);
    EXPECT_EQ(later->invitations, std::vector{invitation("more")});
}

TEST(Members, TheLastOwnerNeitherLeavesNorStepsDown)
{
    EXPECT_EQ(code(without_member(two(), user(1))), "last_owner");
    EXPECT_EQ(code(with_role(two(), user(1), Role::manager)), "last_owner");
    EXPECT_EQ(code(with_role(two(), user(1), Role::owner)), "");

    auto const owners = with_role(two(), user(2), Role::owner);
    ASSERT_TRUE(owners);
    EXPECT_EQ(code(with_role(*owners, user(1), Role::staff)), "");
    auto const left = without_member(*owners, user(1));
    ASSERT_TRUE(left);
    EXPECT_EQ(left->find(user(1)), nullptr);
    EXPECT_NE(left->find(user(2)), nullptr);
}

TEST(Members, OfStrangersNothingChanges)
{
    EXPECT_EQ(code(with_role(two(), user(3), Role::staff)), "member_not_found");
    EXPECT_EQ(code(without_member(two(), user(3))), "member_not_found");
}

}
