// SPDX-License-Identifier: Apache-2.0
#include "people_suite.hpp"

namespace {

using namespace std::chrono_literals;
using shop::code_of;
using shop::fields_of;

constexpr auto good = "Tea-at-5-oclock";

class Passwords : public shop::PeopleSuite {
protected:
    base::Result<void> change(domain::Principal const& caller, std::string current, std::string next)
    {
        return run(passwords_.change(caller, std::move(current), std::move(next)));
    }

    /// The token that the owner was sent.
    std::string forgotten()
    {
        EXPECT_EQ(code_of(run(passwords_.forgot("owner@example.com"))), "ok");
        return token_in(mailbox_.mails.back());
    }

    std::string reset(std::string token, std::string next = good)
    {
        auto const done = run(passwords_.reset(std::move(token), std::move(next)));
        return done ? "ok" : fields_of(done);
    }
};

TEST_F(Passwords, AreChangedByWhoeverKnowsTheOldOne)
{
    auto const me = owner();
    EXPECT_EQ(fields_of(change(me, "wrong", good)), "/current_password wrong");
    EXPECT_EQ(password_of(owner_), "nothing");
    EXPECT_EQ(code_of(change(me, "nothing", good)), "ok");
    EXPECT_EQ(password_of(owner_), good);
    EXPECT_EQ(logged().find(good), std::string::npos);
}

TEST_F(Passwords, AWeakOneIsRefusedBeforeTheOldOneIsLookedAt)
{
    EXPECT_EQ(fields_of(change(owner(), "wrong", "tea")), "/new_password weak_password");
    EXPECT_TRUE(hasher_.looked_at.empty());
}

TEST_F(Passwords, AChangeEndsTheOtherSessions)
{
    auto const here = owner(), there = owner(), other = stranger();
    ASSERT_EQ(code_of(change(here, "nothing", good)), "ok");
    EXPECT_TRUE(lives(here));
    EXPECT_FALSE(lives(there));
    EXPECT_TRUE(lives(other));
}

TEST_F(Passwords, OfTwoWhoChangeOneAtOnceTheSecondIsWrong)
{
    hasher_.meanwhile = [this]() -> base::Task<void> {
        auto const done = co_await accounts_.set_password("owner@example.com", "Coffee-at-6");
        EXPECT_EQ(code_of(done), "ok");
    };
    EXPECT_EQ(fields_of(change(owner(), "nothing", good)), "/current_password wrong");
    EXPECT_EQ(password_of(owner_), "Coffee-at-6");
}

TEST_F(Passwords, AnApiKeyHasNone) { EXPECT_EQ(code_of(change(channel(), "nothing", good)), "users_only"); }

TEST_F(Passwords, WhoForgotOneIsSentALinkToTheAddressAsTheyGaveIt)
{
    new_user("Sara@example.com");
    ASSERT_EQ(code_of(run(passwords_.forgot("SARA@example.com"))), "ok");
    ASSERT_EQ(mailbox_.mails.size(), 1U);
    EXPECT_EQ(mailbox_.mails[0].to, "Sara@example.com");
}

TEST_F(Passwords, NobodyLearnsWhoHasAnAccount)
{
    EXPECT_EQ(code_of(run(passwords_.forgot("nobody@example.com"))), "ok");
    EXPECT_TRUE(mailbox_.mails.empty());
    EXPECT_EQ(fields_of(run(passwords_.forgot("nobody"))), "/email invalid");
}

TEST_F(Passwords, AMailboxGetsOneResetAMinute)
{
    forgotten();
    clock_.advance(1min - 1s);
    run(passwords_.forgot("owner@example.com"));
    EXPECT_EQ(mailbox_.mails.size(), 1U);
    clock_.advance(2s);
    run(passwords_.forgot("owner@example.com"));
    EXPECT_EQ(mailbox_.mails.size(), 2U);
}

TEST_F(Passwords, AResetIsGoodOnceAndEndsEverySession)
{
    auto const here = owner();
    auto const token = forgotten();
    EXPECT_EQ(reset(token), "ok");
    EXPECT_EQ(password_of(owner_), good);
    EXPECT_FALSE(lives(here));
    EXPECT_EQ(reset(token, "Coffee-at-6"), "/token invalid");
    EXPECT_EQ(password_of(owner_), good);
}

TEST_F(Passwords, AResetIsGoodForAnHour)
{
    auto const token = forgotten();
    clock_.advance(1h);
    EXPECT_EQ(reset(token), "/token invalid");
    EXPECT_EQ(password_of(owner_), "nothing");
}

TEST_F(Passwords, AWeakOneDoesNotSpendTheToken)
{
    auto const token = forgotten();
    EXPECT_EQ(reset(token, "tea"), "/new_password weak_password");
    EXPECT_EQ(reset(token), "ok");
}

TEST_F(Passwords, NothingIsHashedForATokenThatIsNone)
{
    EXPECT_EQ(reset("made-up"), "/token invalid");
    EXPECT_EQ(hasher_.hashes, 0);
}

TEST_F(Passwords, OfTwoWhoSpendATokenAtOnceOneGetsIt)
{
    auto const token = forgotten();
    hasher_.meanwhile = [this, token]() -> base::Task<void> {
        auto const done = co_await passwords_.reset(token, "Coffee-at-6");
        EXPECT_EQ(code_of(done), "ok");
    };
    EXPECT_EQ(reset(token), "/token invalid");
    EXPECT_EQ(password_of(owner_), "Coffee-at-6");
}

TEST_F(Passwords, AnAddressIsVerifiedOnceWithinAWeek)
{
    auto const user = run(store_->users().find(owner_)).value().value();
    run(passwords_.offer_verification(user));
    auto const late = token_in(mailbox_.mails.back());
    clock_.advance(std::chrono::days(7));
    EXPECT_EQ(fields_of(run(passwords_.verify_email(late))), "/token invalid");
    run(passwords_.offer_verification(user));
    auto const token = token_in(mailbox_.mails.back());
    EXPECT_EQ(code_of(run(passwords_.verify_email(token))), "ok");
    EXPECT_EQ(fields_of(run(passwords_.verify_email(token))), "/token invalid");
}

TEST_F(Passwords, AVerificationThatReachesNobodyIsNotKept)
{
    mailbox_.is_there = false;
    store_->stop();
    run(passwords_.offer_verification({}));
    EXPECT_EQ(logged().find("verification_not_offered"), std::string::npos) << "the store was asked";
}

TEST_F(Passwords, AVerificationThatCannotBeKeptIsLoggedAndNotSent)
{
    auto const user = run(store_->users().find(owner_)).value().value();
    store_->stop();
    run(passwords_.offer_verification(user));
    EXPECT_NE(logged().find("verification_not_offered"), std::string::npos);
    EXPECT_TRUE(mailbox_.mails.empty());
}

}
