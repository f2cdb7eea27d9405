// SPDX-License-Identifier: Apache-2.0
#include "stores.hpp"

#include <algorithm>

namespace conformance {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class Credentials : public StoreSuite {
protected:
    /// As of somebody whose password was checked when they were at that version.
    ports::Session signed_in(domain::UserId user, std::uint64_t version)
    {
        auto const now = clock_.now();
        return {domain::SessionId::make(now), user, {}, {}, now, now + hours(100), now, version};
    }
    base::Task<base::Result<bool>> creation(ports::Session const& session)
    {
        return whole().sessions().create(session, base::sha256(session.id.text()));
    }
    domain::SessionId session_of(domain::UserId id)
    {
        auto const session = signed_in(id, user(id).credential_version);
        EXPECT_TRUE(run(creation(session)).value());
        return session.id;
    }

    bool lives(domain::SessionId id) { return run(whole().sessions().find(id)).value().has_value(); }
    ports::User user(domain::UserId id) { return *run(whole().users().find(id)).value(); }

    /// Whom the token goes to.
    std::optional<ports::User> offer(std::string email, std::string const& token)
    {
        return run(whole().credentials().offer_reset(
                       {std::move(email), base::sha256(token), clock_.now() + hours(1), minutes(1)}))
            .value();
    }
    bool is_offered(std::string const& token)
    {
        return run(whole().credentials().is_reset_offered(base::sha256(token))).value();
    }
    bool reset(std::string const& token, std::string to)
    {
        return run(whole().credentials().reset_password(base::sha256(token), std::move(to))).value();
    }
    bool change(domain::UserId id, std::uint64_t version, std::string to, std::optional<domain::SessionId> kept)
    {
        return run(whole().credentials().change_password({id, version, std::move(to), kept})).value();
    }
};

TEST_P(Credentials, AChangedPasswordEndsTheOtherSessions)
{
    auto const id = new_user();
    auto const kept = session_of(id);
    auto const other = session_of(id);
    auto const foreign = session_of(new_user());
    ASSERT_TRUE(change(id, 0, "new", kept));
    EXPECT_EQ(user(id).password_hash, "new");
    EXPECT_TRUE(lives(kept) && lives(foreign));
    EXPECT_FALSE(lives(other));
    EXPECT_EQ(revocations_.all(), std::vector{ports::Revocation{.session = other}});
}

TEST_P(Credentials, APasswordThatWasChangedMeanwhileStays)
{
    auto const id = new_user();
    auto const session = session_of(id);
    auto const seen = user(id).credential_version;
    ASSERT_TRUE(change(id, seen, "newer", session));
    EXPECT_FALSE(change(id, seen, "new", {}));
    EXPECT_EQ(user(id).password_hash, "newer");
    EXPECT_GT(user(id).credential_version, seen);
    EXPECT_TRUE(lives(session));
    EXPECT_FALSE(change(domain::UserId::make(clock_.now()), 0, "new", {}));
}

TEST_P(Credentials, OfManyChangesAtOnceOneCounts)
{
    auto const id = new_user();
    std::vector<base::Task<base::Result<bool>>> tasks;
    for (int i = 0; i < 8; ++i) tasks.push_back(whole().credentials().change_password({id, 0, std::to_string(i), {}}));
    auto const answers = run_all(std::move(tasks));
    auto const winner = std::ranges::find(answers, true, [](auto const& answer) { return answer.value(); });
    ASSERT_NE(winner, answers.end());
    EXPECT_EQ(user(id).password_hash, std::to_string(winner - answers.begin()));
    EXPECT_EQ(std::ranges::count(answers, true, [](auto const& answer) { return answer.value(); }), 1);
}

TEST_P(Credentials, WhoSignedInWithThePasswordOfBeforeIsNotLetIn)
{
    auto const id = new_user();
    ASSERT_TRUE(change(id, 0, "new", {}));
    auto const late = signed_in(id, 0);
    EXPECT_FALSE(run(creation(late)).value());
    EXPECT_FALSE(lives(late.id));
    EXPECT_TRUE(revocations_.all().empty());
    EXPECT_TRUE(lives(session_of(id)));
}

TEST_P(Credentials, NoSessionOfThePasswordOfBeforeOutlivesItsChangeAlsoAtOnce)
{
    auto const id = new_user();
    for (std::uint64_t version = 0; version < 20; ++version) {
        auto const session = signed_in(id, version);
        auto created = spawn(creation(session));
        EXPECT_TRUE(change(id, version, "new", {}));
        auto const was_opened = created.get().value();
        EXPECT_FALSE(lives(session.id));
        auto const told = revocations_.all();
        EXPECT_EQ(std::ranges::count(told, ports::Revocation{.session = session.id}), was_opened ? 1 : 0);
    }
}

TEST_P(Credentials, TheSessionThatIsKeptIsRefreshedLikeBeforeAndEndsWithTheNextChange)
{
    auto const id = new_user();
    auto const kept = session_of(id);
    ASSERT_TRUE(change(id, 0, "new", kept));
    reopen();
    EXPECT_EQ(run(whole().sessions().list_of(id, 10, {}))->sessions.size(), 1U);
    auto const rotated = run(whole().sessions().rotate({.presented = base::sha256(kept.text()),
                                                        .successor = base::sha256("next"),
                                                        .key_id = "key",
                                                        .address = {},
                                                        .expires_at = clock_.now() + hours(1)}));
    EXPECT_EQ(rotated->outcome, ports::Rotated::Outcome::rotated);
    ASSERT_TRUE(change(id, 1, "newer", {}));
    EXPECT_FALSE(lives(kept));
    EXPECT_TRUE(run(whole().sessions().list_of(id, 10, {}))->sessions.empty());
}

TEST_P(Credentials, AForeignSessionIsNotKept)
{
    auto const id = new_user();
    auto const stranger = new_user();
    auto const foreign = session_of(stranger);
    ASSERT_TRUE(change(id, 0, "new", foreign));
    EXPECT_TRUE(lives(foreign));
    ASSERT_TRUE(change(stranger, 0, "new", {}));
    EXPECT_FALSE(lives(foreign));
}

TEST_P(Credentials, AResetSetsThePasswordOnceAndEndsEverySession)
{
    auto const id = new_user("reset@example.com");
    auto const session = session_of(id);
    auto const told = offer("RESET@example.com", "token");
    ASSERT_TRUE(told);
    EXPECT_EQ(told->id, id);
    EXPECT_TRUE(is_offered("token"));
    EXPECT_FALSE(user(id).email_verified_at);

    EXPECT_FALSE(reset("other", "new"));
    EXPECT_TRUE(lives(session));
    ASSERT_TRUE(reset("token", "new"));
    EXPECT_EQ(user(id).password_hash, "new");
    EXPECT_EQ(user(id).email_verified_at, clock_.now());
    EXPECT_FALSE(lives(session));
    EXPECT_EQ(revocations_.all().size(), 1U);
    EXPECT_FALSE(is_offered("token"));
    EXPECT_FALSE(reset("token", "newer"));
    EXPECT_EQ(user(id).password_hash, "new");
}

TEST_P(Credentials, OneResetTokenSpentAtOnceIsSpentOnce)
{
    new_user("once@example.com");
    ASSERT_TRUE(offer("once@example.com", "token"));
    std::vector<base::Task<base::Result<bool>>> tasks;
    for (int i = 0; i < 8; ++i)
        tasks.push_back(whole().credentials().reset_password(base::sha256("token"), std::to_string(i)));
    auto const answers = run_all(std::move(tasks));
    EXPECT_EQ(std::ranges::count(answers, true, [](auto const& answer) { return answer.value(); }), 1);
}

TEST_P(Credentials, AResetTakesTheOtherTokensOfItsUserWithIt)
{
    new_user("two@example.com");
    ASSERT_TRUE(offer("two@example.com", "first"));
    clock_.advance(minutes(2));
    ASSERT_TRUE(offer("two@example.com", "second"));
    EXPECT_TRUE(is_offered("first"));
    ASSERT_TRUE(reset("second", "new"));
    EXPECT_FALSE(reset("first", "newer"));
}

TEST_P(Credentials, AChangedPasswordTakesTheResetsWithIt)
{
    auto const id = new_user("changed@example.com");
    ASSERT_TRUE(offer("changed@example.com", "token"));
    ASSERT_TRUE(change(id, 0, "new", {}));
    EXPECT_FALSE(is_offered("token"));
    EXPECT_FALSE(reset("token", "newer"));
    EXPECT_EQ(user(id).password_hash, "new");
    ASSERT_TRUE(offer("changed@example.com", "another"));
    EXPECT_TRUE(reset("another", "newer"));
}

TEST_P(Credentials, AResetIsOfferedToWhoIsKnownAndNotTwiceAMinute)
{
    new_user("known@example.com");
    EXPECT_FALSE(offer("nobody@example.com", "a"));
    EXPECT_FALSE(is_offered("a"));
    EXPECT_TRUE(offer("known@example.com", "b"));
    clock_.advance(minutes(1) - std::chrono::seconds(1));
    EXPECT_FALSE(offer("known@example.com", "c"));
    EXPECT_FALSE(is_offered("c"));
    clock_.advance(std::chrono::seconds(1));
    EXPECT_TRUE(offer("known@example.com", "d"));
}

TEST_P(Credentials, AResetExpires)
{
    new_user("late@example.com");
    ASSERT_TRUE(offer("late@example.com", "token"));
    clock_.advance(hours(1));
    EXPECT_FALSE(is_offered("token"));
    EXPECT_FALSE(reset("token", "new"));
}

TEST_P(Credentials, AnAddressIsVerifiedOnceAndForItsUser)
{
    auto const id = new_user();
    auto& credentials = whole().credentials();
    ASSERT_TRUE(run(credentials.offer_verification(id, base::sha256("token"), clock_.now() + hours(1))));
    EXPECT_FALSE(run(credentials.verify_email(base::sha256("other"))).value());
    EXPECT_FALSE(reset("token", "new")) << "one kind of token does not do for another";
    EXPECT_FALSE(user(id).email_verified_at);
    auto const verified_at = clock_.now();
    EXPECT_TRUE(run(credentials.verify_email(base::sha256("token"))).value());
    EXPECT_EQ(user(id).email_verified_at, verified_at);
    EXPECT_FALSE(run(credentials.verify_email(base::sha256("token"))).value());

    ASSERT_TRUE(run(credentials.offer_verification(id, base::sha256("late"), clock_.now() + hours(1))));
    clock_.advance(hours(1));
    EXPECT_FALSE(run(credentials.verify_email(base::sha256("late"))).value());
    EXPECT_EQ(user(id).email_verified_at, verified_at);
}

RUN_ON_WHOLE_STORES(Credentials);

}
}
