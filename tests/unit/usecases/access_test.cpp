// SPDX-License-Identifier: Apache-2.0
#include "usecases/access.hpp"

#include "fakes.hpp"
#include "shop.hpp"

namespace {

using namespace std::chrono_literals;
using domain::Action;
using domain::Permission;
using shop::code_of;

class Access : public shop::Shop {
protected:
    std::string token_of(domain::Principal const& caller)
    {
        auto const now = clock_.now();
        return tokens_.issue({caller.person().user, caller.person().session, false, now, now + tokens_.lifetime()});
    }

    std::string authenticated(std::string const& credential)
    {
        return code_of(run(access_.authenticate(credential, {})));
    }

    base::Result<Permission> require(domain::Principal const& caller, Action action)
    {
        return run(access_.require(caller, business_, action));
    }

    void sign_out(domain::Principal const& caller)
    {
        ASSERT_EQ(code_of(run(store_->sessions().end(caller.person().user, caller.person().session))), "ok");
    }
};

TEST_F(Access, AnAccessTokenProvesItsPersonAndTheDeviceThatTheyName)
{
    auto const me = owner();
    auto const proved = run(access_.authenticate(token_of(me), "Counter 1")).value();
    EXPECT_EQ(proved.person().user, owner_);
    EXPECT_EQ(proved.person().session, me.person().session);
    EXPECT_EQ(proved.device, "Counter 1");
}

TEST_F(Access, AnAccessTokenEndsWithItsTimeAndWithItsSession)
{
    auto const first = owner(), second = owner();
    auto const of_first = token_of(first), of_second = token_of(second);
    sign_out(first);
    EXPECT_EQ(authenticated(of_first), "token_invalid");
    EXPECT_EQ(authenticated(of_second), "ok");
    clock_.advance(tokens_.lifetime());
    EXPECT_EQ(authenticated(of_second), "token_expired");
}

TEST_F(Access, ATokenOnTheSessionOfAnotherProvesNobody)
{
    auto mixed = owner();
    std::get<domain::UserPrincipal>(mixed.who).session = stranger().person().session;
    EXPECT_EQ(authenticated(token_of(mixed)), "token_invalid");
    EXPECT_EQ(code_of(run(access_.recheck(mixed))), "token_invalid");
}

TEST_F(Access, WhatLooksLikeAKeyIsLookedUpAsOne)
{
    EXPECT_EQ(authenticated("ork_live_made-up"), "api_key_invalid");
    EXPECT_EQ(authenticated("ork_test_made-up"), "token_invalid");
    EXPECT_EQ(authenticated(""), "token_invalid");
}

TEST_F(Access, ACredentialIsGoodAgainUntilItIsTakenAway)
{
    auto const me = owner(), key = channel();
    for (auto const& caller : {me, key, whoever_runs_the_server()})
        EXPECT_EQ(code_of(run(access_.recheck(caller))), "ok");
    sign_out(me);
    ASSERT_EQ(code_of(run(store_->api_keys().remove(business_, key.channel()->key))), "ok");
    EXPECT_EQ(code_of(run(access_.recheck(me))), "token_invalid");
    EXPECT_EQ(code_of(run(access_.recheck(key))), "api_key_invalid");
}

TEST_F(Access, AnExpiredTokenIsGoodAgainForWhatIsOpen)
{
    auto const me = owner();
    clock_.advance(tokens_.lifetime());
    EXPECT_EQ(code_of(run(access_.recheck(me))), "ok");
}

TEST_F(Access, AMemberHasTheRoleThatTheyHaveNow)
{
    auto const person = member(domain::Role::owner);
    EXPECT_EQ(require(person, Action::delete_business), Permission::granted);
    auto const user = person.person().user;
    ASSERT_EQ(code_of(run(store_->memberships().change_role(business_, user, domain::Role::staff))), "ok");
    EXPECT_EQ(code_of(require(person, Action::delete_business)), "forbidden");
    EXPECT_EQ(require(person, Action::place_order), Permission::granted);
    ASSERT_EQ(code_of(run(store_->memberships().remove(business_, user))), "ok");
    EXPECT_EQ(code_of(require(person, Action::place_order)), "business_not_found");
}

TEST_F(Access, AForeignBusinessIsAsUnknown)
{
    auto const nosy = stranger();
    auto const foreign = require(nosy, Action::read_business).error();
    auto const unknown =
        run(access_.require(nosy, domain::BusinessId::make(clock_.now()), Action::read_business)).error();
    EXPECT_EQ(foreign.kind, unknown.kind);
    EXPECT_EQ(foreign.code, unknown.code);
    EXPECT_EQ(foreign.detail, unknown.detail);
}

TEST_F(Access, AChannelHasItsScopesAtItsOwnBusinessOnly)
{
    auto const key = channel();
    EXPECT_EQ(require(key, Action::place_order), Permission::granted);
    EXPECT_EQ(require(key, Action::read_order), Permission::own_orders_only);
    EXPECT_EQ(code_of(require(key, Action::read_business)), "forbidden");
    auto const other = new_business(owner_);
    EXPECT_EQ(code_of(run(access_.require(key, other, Action::place_order))), "business_not_found");
}

TEST_F(Access, WhoeverRunsTheServerOwnsEveryBusinessThatThereIs)
{
    EXPECT_EQ(require(whoever_runs_the_server(), Action::delete_business), Permission::granted);
    auto const unknown = domain::BusinessId::make(clock_.now());
    EXPECT_EQ(code_of(run(access_.require(whoever_runs_the_server(), unknown, Action::delete_business))),
              "business_not_found");
}

TEST_F(Access, AnAdminOwnsNoBusiness)
{
    EXPECT_EQ(code_of(require(admin(), Action::read_business)), "business_not_found");
}

TEST_F(Access, WhoIsAnAdminIsAskedAnewWhateverTheTokenSays)
{
    auto const chief = admin();
    EXPECT_EQ(code_of(run(access_.require_admin(chief))), "ok");
    ASSERT_EQ(code_of(run(store_->users().set_admin(chief.person().user, false))), "ok");
    EXPECT_EQ(code_of(run(access_.require_admin(chief))), "admins_only");

    auto pretender = owner();
    std::get<domain::UserPrincipal>(pretender.who).is_admin = true;
    EXPECT_EQ(code_of(run(access_.require_admin(pretender))), "admins_only");
}

TEST_F(Access, AChannelIsNoAdminAndWhoeverRunsTheServerIs)
{
    EXPECT_EQ(code_of(run(access_.require_admin(channel()))), "admins_only");
    EXPECT_EQ(code_of(run(access_.require_admin(whoever_runs_the_server()))), "ok");
}

TEST_F(Access, AStoreThatCannotBeAskedIsNotARefusal)
{
    shop::FailingBusinesses businesses{store_->businesses()};
    businesses.is_failing = true;
    usecases::Access access{store_->users(), businesses, store_->sessions(), store_->api_keys(), tokens_, clock_};
    for (auto const& caller : {owner(), whoever_runs_the_server()})
        EXPECT_EQ(code_of(run(access.require(caller, business_, Action::read_business))), "store_failed");
}

}
