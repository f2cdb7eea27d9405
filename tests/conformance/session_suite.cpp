// SPDX-License-Identifier: Apache-2.0
#include "stores.hpp"

#include <algorithm>

namespace conformance {
namespace {

using std::chrono::seconds;
using Outcome = ports::Rotated::Outcome;

class Sessions : public StoreSuite {
protected:
    ports::Session session_of(domain::UserId user)
    {
        auto const now = clock_.now();
        return {domain::SessionId::make(now), user, "Counter 1", "192.0.2.1", now, now + std::chrono::hours(1), now};
    }

    /// A stored session whose first refresh token is `token`.
    ports::Session opened(domain::UserId user, std::string const& token)
    {
        auto session = session_of(user);
        EXPECT_TRUE(run(whole().sessions().create(session, base::sha256(token))).value());
        return session;
    }

    base::Task<base::Result<ports::Rotated>> rotation(std::string const& from, std::string const& to)
    {
        return whole().sessions().rotate({.presented = base::sha256(from),
                                          .successor = base::sha256(to),
                                          .key_id = "key of " + to,
                                          .address = "192.0.2.2",
                                          .expires_at = clock_.now() + std::chrono::hours(2)});
    }
    ports::Rotated rotate(std::string const& from, std::string const& to)
    {
        auto rotated = run(rotation(from, to));
        EXPECT_TRUE(rotated);
        return rotated.value_or(ports::Rotated{});
    }

    bool lives(domain::SessionId id) { return run(whole().sessions().find(id)).value().has_value(); }
    std::vector<ports::Revocation> revoked() const { return revocations_.all(); }
    bool was_revoked(domain::SessionId id) const
    {
        auto const all = revoked();
        return std::ranges::count(all, ports::Revocation{.session = id}) == 1;
    }
};

TEST_P(Sessions, ASessionLivesUntilItExpires)
{
    auto const user = new_user();
    auto const session = opened(user, "token");
    auto const found = run(whole().sessions().find(session.id)).value();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->user, user);
    EXPECT_EQ(found->device, "Counter 1");
    EXPECT_EQ(found->address, "192.0.2.1");
    EXPECT_EQ(found->expires_at, session.expires_at);
    clock_.advance(std::chrono::hours(1));
    EXPECT_FALSE(lives(session.id));
    EXPECT_EQ(rotate("token", "next").outcome, Outcome::unknown);
    EXPECT_FALSE(lives(domain::SessionId::make(clock_.now())));
}

TEST_P(Sessions, ARotationGivesTheNextTokenAndALongerLife)
{
    auto const session = opened(new_user(), "one");
    auto const rotated = rotate("one", "two");
    EXPECT_EQ(rotated.outcome, Outcome::rotated);
    ASSERT_TRUE(rotated.session);
    EXPECT_EQ(rotated.session->id, session.id);
    EXPECT_EQ(rotated.session->address, "192.0.2.2");
    EXPECT_EQ(rotate("two", "three").outcome, Outcome::rotated);
    clock_.advance(std::chrono::hours(1));
    EXPECT_TRUE(lives(session.id));
    EXPECT_EQ(rotate("nobody's", "x").outcome, Outcome::unknown);
}

TEST_P(Sessions, OneTokenPresentedFiftyTimesAtOnceRotatesOnce)
{
    auto const session = opened(new_user(), "one");
    std::vector<base::Task<base::Result<ports::Rotated>>> tasks;
    for (int i = 0; i < 50; ++i) tasks.push_back(rotation("one", "two"));
    auto const answers = run_all(std::move(tasks));
    auto const count = [&](Outcome outcome) {
        return std::ranges::count(answers, outcome, [](auto const& answer) { return answer.value().outcome; });
    };
    EXPECT_EQ(count(Outcome::rotated), 1);
    EXPECT_EQ(count(Outcome::repeated), 49);
    for (auto const& answer : answers) EXPECT_EQ(answer->key_id, "key of two");
    EXPECT_TRUE(lives(session.id));
    EXPECT_EQ(rotate("two", "three").outcome, Outcome::rotated);
}

TEST_P(Sessions, ARepetitionNamesTheKeyOfTheSuccessorThatHolds)
{
    opened(new_user(), "one");
    rotate("one", "two");
    auto const repeated = rotate("one", "two by another key");
    EXPECT_EQ(repeated.outcome, Outcome::repeated);
    EXPECT_EQ(repeated.key_id, "key of two");
    EXPECT_EQ(rotate("two by another key", "x").outcome, Outcome::unknown);
}

TEST_P(Sessions, ATokenUsedAgainAfterTheGraceEndsTheSession)
{
    auto const session = opened(new_user(), "one");
    rotate("one", "two");
    clock_.advance(seconds(20) - std::chrono::microseconds(1));
    EXPECT_EQ(rotate("one", "two").outcome, Outcome::repeated);
    clock_.advance(std::chrono::microseconds(1));
    auto const reused = rotate("one", "two");
    EXPECT_EQ(reused.outcome, Outcome::reused);
    ASSERT_TRUE(reused.session);
    EXPECT_EQ(reused.session->id, session.id);
    EXPECT_FALSE(lives(session.id));
    EXPECT_TRUE(was_revoked(session.id));
    EXPECT_EQ(rotate("two", "three").outcome, Outcome::unknown);
}

TEST_P(Sessions, ATokenUsedAgainAfterItsSuccessorWasUsedEndsTheSession)
{
    auto const session = opened(new_user(), "one");
    rotate("one", "two");
    rotate("two", "three");
    EXPECT_EQ(rotate("one", "two").outcome, Outcome::reused);
    EXPECT_FALSE(lives(session.id));
    EXPECT_TRUE(was_revoked(session.id));
}

TEST_P(Sessions, ARestartForgetsNoTokenThatWasUsedUp)
{
    auto const session = opened(new_user(), "one");
    rotate("one", "two");
    rotate("two", "three");
    reopen();
    EXPECT_EQ(rotate("three", "four").outcome, Outcome::rotated);
    EXPECT_EQ(rotate("one", "two").outcome, Outcome::reused);
    EXPECT_FALSE(lives(session.id));
}

TEST_P(Sessions, AThousandUsedTokensAreRemembered)
{
    auto const session = opened(new_user(), "0");
    constexpr int steps = static_cast<int>(ports::SessionStore::max_remembered_tokens) + 1;
    for (int i = 0; i < steps; ++i)
        ASSERT_EQ(rotate(std::to_string(i), std::to_string(i + 1)).outcome, Outcome::rotated);
    EXPECT_EQ(rotate("0", "x").outcome, Outcome::unknown);
    EXPECT_TRUE(lives(session.id));
    EXPECT_EQ(rotate("1", "x").outcome, Outcome::reused);
    EXPECT_FALSE(lives(session.id));
}

TEST_P(Sessions, AreListedNewestFirstWithoutThoseThatExpired)
{
    auto const user = new_user();
    opened(user, "old");
    clock_.advance(std::chrono::hours(1));
    std::vector<domain::SessionId> ids;
    for (int i = 0; i < 5; ++i) ids.insert(ids.begin(), opened(user, std::to_string(i)).id);
    opened(new_user(), "of somebody else");

    std::vector<domain::SessionId> listed;
    std::optional<std::string> cursor;
    do {
        auto const page = run(whole().sessions().list_of(user, 2, cursor)).value();
        EXPECT_LE(page.sessions.size(), 2U);
        for (auto const& session : page.sessions) listed.push_back(session.id);
        cursor = page.next;
    } while (cursor);
    EXPECT_EQ(listed, ids);
    EXPECT_EQ(run(whole().sessions().list_of(user, 2, "x")).error().code, "cursor_unreadable");
}

TEST_P(Sessions, NoteTheMinuteOfTheirLastUse)
{
    auto const user = new_user();
    auto const session = opened(user, "one");
    clock_.advance(std::chrono::minutes(5));
    EXPECT_TRUE(lives(session.id));
    new_user();  // A write that comes after the note of the use.
    auto const listed = run(whole().sessions().list_of(user, 1, {})).value();
    EXPECT_EQ(listed.sessions.at(0).last_used_at, std::chrono::floor<std::chrono::minutes>(clock_.now()));
}

TEST_P(Sessions, AreEndedByTheirUserOnly)
{
    auto const user = new_user();
    auto const session = opened(user, "one");
    EXPECT_EQ(run(whole().sessions().end(new_user(), session.id)).error().code, "session_not_found");
    EXPECT_TRUE(lives(session.id));
    EXPECT_TRUE(revoked().empty());
    ASSERT_TRUE(run(whole().sessions().end(user, session.id)));
    EXPECT_FALSE(lives(session.id));
    EXPECT_TRUE(was_revoked(session.id));
    EXPECT_EQ(rotate("one", "two").outcome, Outcome::unknown);
    EXPECT_EQ(run(whole().sessions().end(user, session.id)).error().code, "session_not_found");
}

TEST_P(Sessions, AreEndedAllAtOnceButForTheOneThatIsKept)
{
    auto const user = new_user();
    auto const kept = opened(user, "kept");
    auto const first = opened(user, "first");
    auto const second = opened(user, "second");
    auto const foreign = opened(new_user(), "foreign");
    ASSERT_TRUE(run(whole().sessions().end_all(user, kept.id)));
    EXPECT_TRUE(lives(kept.id));
    EXPECT_TRUE(lives(foreign.id));
    for (auto const& session : {first, second}) EXPECT_TRUE(!lives(session.id) && was_revoked(session.id));
    ASSERT_TRUE(run(whole().sessions().end_all(user, std::nullopt)));
    EXPECT_FALSE(lives(kept.id));
    EXPECT_EQ(revoked().size(), 3U);
}

TEST_P(Sessions, BeyondTheLimitTheOneUsedLongestAgoEnds)
{
    auto const user = new_user();
    auto const first = opened(user, "first");
    auto const second = opened(user, "second");
    std::vector<base::Task<base::Result<bool>>> tasks;
    for (std::size_t i = 2; i < ports::SessionStore::max_per_user; ++i)
        tasks.push_back(whole().sessions().create(session_of(user), base::sha256(std::to_string(i))));
    run_all(std::move(tasks));
    clock_.advance(std::chrono::minutes(2));
    EXPECT_TRUE(lives(first.id));  // Notes the use.
    EXPECT_EQ(rotate("second", "next").outcome, Outcome::rotated);
    EXPECT_TRUE(revoked().empty());

    opened(user, "one more");
    EXPECT_EQ(revoked().size(), 1U);
    EXPECT_TRUE(lives(first.id) && lives(second.id));
}

RUN_ON_WHOLE_STORES(Sessions);

}
}
