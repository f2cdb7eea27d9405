// SPDX-License-Identifier: Apache-2.0
#include "people_suite.hpp"

namespace {

using shop::code_of;
using shop::fields_of;

constexpr auto address = "OWNER@example.com";

class Accounts : public shop::PeopleSuite {};

TEST_F(Accounts, AreFoundByTheirAddressInAnyCase)
{
    EXPECT_EQ(run(accounts_.find(address))->id, owner_);
    EXPECT_EQ(code_of(run(accounts_.find("nobody@example.com"))), "user_not_found");
}

TEST_F(Accounts, OfNobodyCannotBeChanged)
{
    EXPECT_EQ(code_of(run(accounts_.set_admin("nobody@example.com", true))), "user_not_found");
    EXPECT_EQ(code_of(run(accounts_.set_password("nobody@example.com", "Tea-at-5-oclock"))), "user_not_found");
    EXPECT_EQ(code_of(run(accounts_.sign_out("nobody@example.com"))), "user_not_found");
    EXPECT_EQ(hasher_.hashes, 0);
}

TEST_F(Accounts, AnAdminIsMadeAndUnmade)
{
    EXPECT_TRUE(run(accounts_.set_admin(address, true))->is_admin);
    EXPECT_EQ(code_of(run(access_.require_admin(owner()))), "ok");
    EXPECT_FALSE(run(accounts_.set_admin(address, false))->is_admin);
    EXPECT_EQ(code_of(run(access_.require_admin(owner()))), "admins_only");
}

TEST_F(Accounts, ANewPasswordEndsEverySession)
{
    auto const here = owner(), other = stranger();
    ASSERT_EQ(code_of(run(accounts_.set_password(address, "Tea-at-5-oclock"))), "ok");
    EXPECT_EQ(password_of(owner_), "Tea-at-5-oclock");
    EXPECT_FALSE(lives(here));
    EXPECT_TRUE(lives(other));
}

TEST_F(Accounts, AWeakPasswordIsRefusedForOthersToo)
{
    EXPECT_EQ(fields_of(run(accounts_.set_password(address, "tea"))), "/password weak_password");
    EXPECT_EQ(password_of(owner_), "nothing");
}

TEST_F(Accounts, APasswordThatSomebodyChangesAtThatMomentStays)
{
    hasher_.meanwhile = [this]() -> base::Task<void> {
        auto const done = co_await accounts_.set_password(address, "Coffee-at-6");
        EXPECT_EQ(code_of(done), "ok");
    };
    EXPECT_EQ(code_of(run(accounts_.set_password(address, "Tea-at-5-oclock"))), "password_changed");
    EXPECT_EQ(password_of(owner_), "Coffee-at-6");
}

TEST_F(Accounts, SigningSomebodyOutEndsTheirSessionsAndNoOthers)
{
    auto const here = owner(), there = owner(), other = stranger();
    EXPECT_EQ(run(accounts_.sign_out(address))->id, owner_);
    EXPECT_FALSE(lives(here) || lives(there));
    EXPECT_TRUE(lives(other));
}

}
