// SPDX-License-Identifier: Apache-2.0
#include "stores.hpp"

#include <algorithm>

namespace conformance {
namespace {

using namespace std::chrono_literals;
using domain::Role;
using ports::Revocation;

class Memberships : public StoreSuite {
protected:
    Memberships() : business_(new_business()) {}

    base::Result<void> invite(std::string_view token, Role role = Role::staff)
    {
        return run(whole().memberships().invite(business_, {role, owner_, base::sha256(token), clock_.now() + 24h}));
    }
    base::Result<ports::MembershipStore::Joined> join(domain::UserId user, std::string_view token)
    {
        return run(whole().memberships().join(user, base::sha256(token)));
    }
    domain::UserId member(Role role)
    {
        auto const user = new_user();
        auto const token = user.text();
        EXPECT_TRUE(invite(token, role));
        EXPECT_TRUE(join(user, token));
        return user;
    }
    std::optional<Role> role_of(domain::UserId user)
    {
        return run(ports().businesses.role_of(user, business_)).value_or(std::nullopt);
    }
    domain::RemoveBusiness removal() { return {domain::EventId::make(clock_.now()), business_}; }

    bool was_told(domain::UserId user)
    {
        auto const all = revocations_.all();
        return std::ranges::find(all, Revocation{.user = user, .business = business_}) != all.end();
    }

    domain::BusinessId business_;
};

TEST_P(Memberships, WhoBringsTheTokenJoinsOnce)
{
    ASSERT_TRUE(invite("token", Role::manager));
    auto const first = new_user();
    EXPECT_EQ(join(first, "token")->role, Role::manager);
    EXPECT_EQ(role_of(first), Role::manager);
    EXPECT_EQ(join(new_user(), "token").error().code, "invitation_invalid");
    EXPECT_EQ(run(whole().memberships().list_of(business_))->size(), 2u);
}

TEST_P(Memberships, AnInvitationEndsWithItsTime)
{
    ASSERT_TRUE(invite("token"));
    clock_.advance(24h);
    EXPECT_EQ(join(new_user(), "token").error().code, "invitation_invalid");
}

TEST_P(Memberships, OfManyWhoBringOneTokenOneJoins)
{
    ASSERT_TRUE(invite("token"));
    std::vector<base::Task<base::Result<ports::MembershipStore::Joined>>> tasks;
    for (int i = 0; i < 16; ++i) tasks.push_back(whole().memberships().join(new_user(), base::sha256("token")));
    auto const results = run_all(std::move(tasks));
    EXPECT_EQ(std::ranges::count_if(results, [](auto const& result) { return result.has_value(); }), 1);
}

TEST_P(Memberships, ABusinessHasNoMoreMembersThanItMay)
{
    constexpr auto most = domain::Members::max_members;
    for (std::size_t i = 1; i < most; ++i) member(Role::staff);
    ASSERT_TRUE(invite("one too many"));
    EXPECT_EQ(join(new_user(), "one too many").error().code, "too_many_members");
    EXPECT_EQ(run(whole().memberships().list_of(business_))->size(), most);
}

TEST_P(Memberships, ABusinessHasNoMoreOpenInvitationsThanItMay)
{
    constexpr auto most = domain::Members::max_invitations;
    for (std::size_t i = 0; i < most; ++i) ASSERT_TRUE(invite("token " + std::to_string(i)));
    EXPECT_EQ(invite("one too many").error().code, "too_many_invitations");
    ASSERT_TRUE(join(new_user(), "token 0"));
    EXPECT_TRUE(invite("one more"));
    clock_.advance(24h);
    EXPECT_TRUE(invite("after the others expired"));
}

TEST_P(Memberships, WhoBelongsAlreadyLeavesTheInvitationToAnother)
{
    ASSERT_TRUE(invite("token"));
    EXPECT_EQ(join(owner_, "token").error().code, "already_member");
    EXPECT_TRUE(join(new_user(), "token"));
}

TEST_P(Memberships, AnInvitationOfSomebodyWhoIsNoOwnerAnyMoreIsNoneAlsoAtOnce)
{
    for (int i = 0; i < 20; ++i) {
        auto const inviter = member(Role::owner);
        auto const token = "by " + inviter.text();
        ASSERT_TRUE(run(
            whole().memberships().invite(business_, {Role::staff, inviter, base::sha256(token), clock_.now() + 24h})));
        auto const invited = new_user();
        auto joined = spawn(whole().memberships().join(invited, base::sha256(token)));
        EXPECT_TRUE(run(whole().memberships().remove(business_, inviter)));
        EXPECT_EQ(joined.get().has_value(), role_of(invited).has_value());
        EXPECT_EQ(join(new_user(), token).error().code, "invitation_invalid");
    }
}

TEST_P(Memberships, AChangedRoleCountsAndIsTold)
{
    auto const user = member(Role::staff);
    EXPECT_EQ(run(whole().memberships().change_role(business_, user, Role::manager))->role, Role::manager);
    EXPECT_EQ(role_of(user), Role::manager);
    EXPECT_TRUE(was_told(user));
}

TEST_P(Memberships, WhoIsRemovedIsNobodyAndEveryDeviceIsTold)
{
    auto const user = member(Role::manager);
    ASSERT_TRUE(run(whole().memberships().remove(business_, user)));
    EXPECT_EQ(role_of(user), std::nullopt);
    EXPECT_TRUE(was_told(user));
    EXPECT_EQ(run(whole().memberships().remove(business_, user)).error().code, "member_not_found");
}

TEST_P(Memberships, ABusinessKeepsAnOwnerHoweverManyLeaveAtOnce)
{
    std::vector<domain::UserId> owners{owner_, member(Role::owner), member(Role::owner)};
    std::vector<base::Task<base::Result<void>>> tasks;
    for (auto const owner : owners) tasks.push_back(whole().memberships().remove(business_, owner));
    auto const results = run_all(std::move(tasks));
    EXPECT_EQ(std::ranges::count_if(results, [](auto const& result) { return result.has_value(); }), 2);
    EXPECT_EQ(std::ranges::count_if(owners, [&](auto owner) { return role_of(owner) == Role::owner; }), 1);
}

TEST_P(Memberships, ADeletedBusinessHasNoMembersKeysOrInvitations)
{
    ASSERT_TRUE(invite("token"));
    auto const now = clock_.now();
    auto const by_nobody = base::sha256("the operator's");
    ASSERT_TRUE(run(whole().memberships().invite(business_, {Role::owner, {}, by_nobody, now + 24h})));
    ASSERT_TRUE(run(whole().api_keys().create(
        {domain::ApiKeyId::make(now), business_, "Shop", {}, base::sha256("key"), now, std::nullopt})));
    ASSERT_TRUE(run(whole().api_keys().find_by_hash(base::sha256("key")))->has_value());

    ASSERT_TRUE(is_appended(run(commit(removal()))));
    EXPECT_EQ(role_of(owner_), std::nullopt);
    EXPECT_FALSE(run(whole().api_keys().find_by_hash(base::sha256("key")))->has_value());
    EXPECT_EQ(join(new_user(), "token").error().code, "invitation_invalid");
    EXPECT_EQ(join(new_user(), "the operator's").error().code, "invitation_invalid");
    EXPECT_EQ(run(whole().memberships().list_of(business_)).error().code, "business_not_found");
    EXPECT_EQ(run(whole().memberships().change_role(business_, owner_, Role::staff)).error().code,
              "business_not_found");
    EXPECT_EQ(run(whole().memberships().remove(business_, owner_)).error().code, "business_not_found");
    EXPECT_EQ(run(ports().businesses.find(business_)).error().code, "business_not_found");
    EXPECT_EQ(run(ports().log.position(business_)).error().code, "business_not_found");
    reopen();
    EXPECT_EQ(run(ports().businesses.find(business_)).error().code, "business_not_found");
}

TEST_P(Memberships, ABusinessWithOpenOrdersIsNotDeleted)
{
    auto const order = *placed(business_).order;
    EXPECT_EQ(refusal(run(commit(removal()))), domain::Refusal::has_open_orders);
    auto cancel = move(order.id, domain::OrderStatus::pending, domain::OrderStatus::cancelled);
    cancel.reason = domain::Reason{"rejected_closed", std::nullopt};
    ASSERT_TRUE(run(commit(std::move(cancel))));
    EXPECT_TRUE(is_appended(run(commit(removal()))));
}

RUN_ON_WHOLE_STORES(Memberships);

}
}
