// SPDX-License-Identifier: Apache-2.0
#include "people_suite.hpp"

namespace {

using shop::code_of;
using shop::fields_of;
using NewUser = usecases::Identity::NewUser;

class Identity : public shop::PeopleSuite {
protected:
    static NewUser sara()
    {
        NewUser user;
        user.email = "Sara@example.com";
        user.password = "Tea-at-5-oclock";
        return user;
    }

    base::Result<usecases::Identity::Registered> register_user(NewUser user)
    {
        return run(identity_.register_user(std::move(user)));
    }

    std::string log_in(std::string email, std::string password)
    {
        return code_of(run(identity_.log_in({std::move(email), std::move(password), {}, {}})));
    }

    bool is_known(std::string email)
    {
        return run(store_->users().find_by_email(std::move(email))).value().has_value();
    }
};

TEST_F(Identity, WhoRegistersSignsInWithThatPassword)
{
    ASSERT_EQ(code_of(register_user(sara())), "ok");
    EXPECT_EQ(log_in("sara@example.com", "Tea-at-5-oclock"), "ok");
    EXPECT_EQ(log_in("sara@example.com", "tea-at-5-oclock"), "bad_credentials");
}

TEST_F(Identity, AllThatIsWrongWithANewAccountIsSaidAtOnce)
{
    auto user = sara();
    user.email = "sara";
    user.password = "tea";
    EXPECT_EQ(fields_of(register_user(user)), "/email invalid /password weak_password");
    EXPECT_EQ(hasher_.hashes, 0);
}

TEST_F(Identity, ABusinessThatCannotBeOpenedOpensNoAccount)
{
    auto user = sara();
    user.business.emplace().name = "Golden Crust";
    user.business->timezone = "Mars/Olympus";
    EXPECT_EQ(fields_of(register_user(user)), "/business/timezone unknown_time_zone");
    EXPECT_FALSE(is_known(user.email));
}

TEST_F(Identity, WhoRegistersWithABusinessOwnsIt)
{
    auto user = sara();
    user.business.emplace().name = "Golden Crust";
    auto const registered = register_user(user).value();
    ASSERT_TRUE(registered.business);
    EXPECT_EQ(run(store_->businesses().role_of(registered.user.id, registered.business->id)).value(),
              domain::Role::owner);
}

TEST_F(Identity, AnAddressHasOneAccount)
{
    ASSERT_EQ(code_of(register_user(sara())), "ok");
    auto again = sara();
    again.email = "SARA@example.com";
    EXPECT_EQ(code_of(register_user(again)), "email_taken");
    EXPECT_EQ(hasher_.hashes, 1) << "nothing was hashed for nobody";
}

TEST_F(Identity, OfTwoWhoRegisterAnAddressAtOnceOneGetsIt)
{
    hasher_.meanwhile = [this]() -> base::Task<void> {
        auto const done = co_await identity_.register_user(sara());
        EXPECT_EQ(code_of(done), "ok");
    };
    EXPECT_EQ(code_of(register_user(sara())), "email_taken");
    EXPECT_EQ(mailbox_.mails.size(), 1U);
}

TEST_F(Identity, NobodyIsBornAnAdmin)
{
    auto const id = register_user(sara())->user.id;
    EXPECT_FALSE(run(store_->users().find(id)).value()->is_admin);
}

TEST_F(Identity, WhoRegistersGetsALinkThatVerifiesTheirAddress)
{
    auto const id = register_user(sara())->user.id;
    ASSERT_EQ(mailbox_.mails.size(), 1U);
    EXPECT_EQ(mailbox_.mails[0].to, "Sara@example.com");
    EXPECT_FALSE(run(store_->users().find(id)).value()->email_verified_at);
    ASSERT_EQ(code_of(run(passwords_.verify_email(token_in(mailbox_.mails[0])))), "ok");
    EXPECT_EQ(run(store_->users().find(id)).value()->email_verified_at, clock_.now());
}

TEST_F(Identity, AMailThatIsNotTakenDoesNotCostTheAccount)
{
    mailbox_.is_full = true;
    EXPECT_EQ(code_of(register_user(sara())), "ok");
    EXPECT_TRUE(is_known("sara@example.com"));
}

TEST_F(Identity, AnUnknownUserLooksLikeAWrongPassword)
{
    EXPECT_EQ(log_in("owner@example.com", "wrong"), "bad_credentials");
    EXPECT_EQ(log_in("nobody@example.com", "wrong"), "bad_credentials");
    ASSERT_EQ(hasher_.looked_at.size(), 2U) << "both cost the same time";
    EXPECT_TRUE(hasher_.looked_at[0]);
    EXPECT_FALSE(hasher_.looked_at[1]);
}

TEST_F(Identity, SigningInOpensASessionOfThatDevice)
{
    auto const tokens = run(identity_.log_in({"owner@example.com", "nothing", "Counter 1", "10.0.0.7"})).value();
    auto const session = run(store_->sessions().find(tokens.session)).value().value();
    EXPECT_EQ(session.user, owner_);
    EXPECT_EQ(session.device, "Counter 1");
    EXPECT_EQ(session.address, "10.0.0.7");
}

TEST_F(Identity, AProfileIsChangedWhereItIsSaid)
{
    auto const me = owner();
    usecases::Identity::ProfilePatch patch;
    patch.phone.emplace("+9647801234567");
    patch.owner_name.emplace("Layla");
    run(identity_.change_profile(me, patch));
    usecases::Identity::ProfilePatch cleared;
    cleared.phone.emplace();
    ASSERT_EQ(code_of(run(identity_.change_profile(me, cleared))), "ok");
    auto const user = run(identity_.me(me)).value();
    EXPECT_EQ(user.id, owner_);
    EXPECT_FALSE(user.phone);
    EXPECT_EQ(user.owner_name, "Layla");
}

TEST_F(Identity, AnApiKeyIsNobody)
{
    EXPECT_EQ(code_of(run(identity_.me(channel()))), "token_invalid");
    EXPECT_EQ(code_of(run(identity_.change_profile(channel(), {}))), "token_invalid");
}

}
