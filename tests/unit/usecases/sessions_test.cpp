// SPDX-License-Identifier: Apache-2.0
#include "people_suite.hpp"

namespace {

using namespace std::chrono_literals;
using shop::code_of;

class Sessions : public shop::PeopleSuite {
protected:
    usecases::Sessions::Tokens opened()
    {
        auto const user = run(store_->users().find(owner_)).value().value();
        return run(sessions_.open(user, "Counter 1", "10.0.0.7")).value();
    }

    base::Result<usecases::Sessions::Tokens> refresh(std::string token)
    {
        return run(sessions_.refresh(std::move(token), "10.0.0.8"));
    }

    usecases::AccessTokens::Claims claims(usecases::Sessions::Tokens const& tokens)
    {
        return tokens_.verify(tokens.access_token, clock_.now()).value();
    }

    bool lives(domain::SessionId id) { return run(store_->sessions().find(id)).value().has_value(); }
};

TEST_F(Sessions, AnOpenOneProvesItsUserForAsLongAsItSays)
{
    auto const tokens = opened();
    EXPECT_EQ(tokens.expires_in, 15min);
    auto const caller = run(access_.authenticate(tokens.access_token, {})).value();
    EXPECT_EQ(caller.person().user, owner_);
    EXPECT_EQ(caller.person().session, tokens.session);
    EXPECT_EQ(caller.person().expires_at, clock_.now() + 15min);
}

TEST_F(Sessions, OneThatIsNotRefreshedEndsAfterThirtyDays)
{
    auto const tokens = opened();
    clock_.advance(std::chrono::days(30) - 1s);
    EXPECT_TRUE(lives(tokens.session));
    clock_.advance(1s);
    EXPECT_EQ(code_of(refresh(tokens.refresh_token)), "token_invalid");
}

TEST_F(Sessions, ARefreshGoesOnForThirtyDaysMore)
{
    auto const tokens = opened();
    clock_.advance(std::chrono::days(29));
    auto const next = refresh(tokens.refresh_token).value();
    EXPECT_EQ(next.session, tokens.session);
    EXPECT_NE(next.refresh_token, tokens.refresh_token);
    clock_.advance(std::chrono::days(29));
    EXPECT_TRUE(lives(tokens.session));
    EXPECT_EQ(code_of(refresh(next.refresh_token)), "ok");
}

TEST_F(Sessions, WhoAsksTwiceWithinTheGraceGetsTheSameToken)
{
    auto const tokens = opened();
    auto const next = refresh(tokens.refresh_token).value();
    clock_.advance(grace - 1s);
    EXPECT_EQ(refresh(tokens.refresh_token).value().refresh_token, next.refresh_token);
    EXPECT_EQ(code_of(refresh(next.refresh_token)), "ok");
}

TEST_F(Sessions, AUsedUpTokenEndsTheSessionAndIsLogged)
{
    auto const tokens = opened();
    auto const next = refresh(tokens.refresh_token).value();
    clock_.advance(grace + 1s);
    EXPECT_EQ(code_of(refresh(tokens.refresh_token)), "token_reused");
    EXPECT_FALSE(lives(tokens.session));
    EXPECT_EQ(code_of(refresh(next.refresh_token)), "token_invalid");
    EXPECT_NE(logged().find("refresh_token_reused"), std::string::npos);
    EXPECT_EQ(logged().find(tokens.refresh_token), std::string::npos);
}

TEST_F(Sessions, ATokenThatNobodyGaveOutIsInvalid)
{
    EXPECT_EQ(code_of(refresh("ort_made-up")), "token_invalid");
    EXPECT_EQ(code_of(refresh(opened().access_token)), "token_invalid");
}

TEST_F(Sessions, WhatAKeyThatIsGoneMadeCannotBeGivenAgain)
{
    auto const tokens = opened();
    refresh(tokens.refresh_token);
    usecases::RefreshTokens const others{{{"next", std::vector<std::uint8_t>(32, 1)}}};
    usecases::Sessions later{store_->sessions(), store_->users(), tokens_, others, grace, clock_, log_};
    EXPECT_EQ(code_of(run(later.refresh(tokens.refresh_token, {}))), "token_invalid");
    EXPECT_TRUE(lives(tokens.session)) << "whoever has the successor goes on";
}

TEST_F(Sessions, ARefreshTellsWhetherTheUserIsAnAdminNow)
{
    auto const tokens = opened();
    EXPECT_FALSE(claims(tokens).is_admin);
    run(accounts_.set_admin("owner@example.com", true));
    EXPECT_TRUE(claims(refresh(tokens.refresh_token).value()).is_admin);
}

TEST_F(Sessions, EverybodySeesTheirOwn)
{
    auto const tokens = opened();
    auto const other = stranger();
    auto const me = run(access_.authenticate(tokens.access_token, {})).value();
    auto const mine = run(sessions_.list(me, 10, {})).value().sessions;
    ASSERT_EQ(mine.size(), 1U);
    EXPECT_EQ(mine[0].id, tokens.session);
    EXPECT_EQ(mine[0].device, "Counter 1");
    EXPECT_EQ(run(sessions_.list(other, 10, {})).value().sessions.size(), 1U);
}

TEST_F(Sessions, NobodyEndsThatOfAnother)
{
    auto const tokens = opened();
    EXPECT_EQ(code_of(run(sessions_.end(stranger(), tokens.session))), "session_not_found");
    EXPECT_TRUE(lives(tokens.session));
    EXPECT_EQ(code_of(run(sessions_.end(owner(), tokens.session))), "ok");
    EXPECT_EQ(code_of(run(access_.authenticate(tokens.access_token, {}))), "token_invalid");
}

TEST_F(Sessions, SigningOutEverywhereEndsThisOneTooAndNoOneElses)
{
    auto const tokens = opened();
    auto const other = stranger(), me = owner();
    EXPECT_EQ(code_of(run(sessions_.end_all(me))), "ok");
    EXPECT_FALSE(lives(tokens.session));
    EXPECT_FALSE(lives(me.person().session));
    EXPECT_TRUE(lives(other.person().session));
}

TEST_F(Sessions, AreForPeople)
{
    auto const key = channel();
    EXPECT_EQ(code_of(run(sessions_.list(key, 10, {}))), "users_only");
    EXPECT_EQ(code_of(run(sessions_.end(key, opened().session))), "users_only");
    EXPECT_EQ(code_of(run(sessions_.end_all(key))), "users_only");
}

}
