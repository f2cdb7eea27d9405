// SPDX-License-Identifier: Apache-2.0
#include "realtime/session.hpp"

#include "unit/realtime/log_fixtures.hpp"

#include <gtest/gtest.h>

namespace realtime {
namespace {

using namespace std::chrono_literals;

Time const start = Time() + 1h;
base::Instant const wall = base::from_micros(1'800'000'000'000'000);

class SessionTest : public testing::Test {
protected:
    Session::Step next(std::chrono::milliseconds after = 0ms) { return session.next(start + after, &topic); }

    bool say(std::string_view text, std::chrono::milliseconds after = 0ms)
    {
        return session.received(true, text, start + after);
    }

    std::string written(std::chrono::milliseconds after = 0ms)
    {
        auto const step = next(after);
        auto const* write = std::get_if<Session::Write>(&step);
        if (!write) return {};
        session.sent(start + after);
        return *write->text;
    }

    std::optional<CloseCode> closed(std::chrono::milliseconds after = 0ms)
    {
        auto const step = next(after);
        auto const* close = std::get_if<Session::Close>(&step);
        return close ? std::optional(close->code) : std::nullopt;
    }

    bool waits(std::chrono::milliseconds after = 0ms)
    {
        auto const step = next(after);
        return std::holds_alternative<Session::Wait>(step);
    }

    void open(std::string_view hello = R"({"t":"hello"})",
              std::optional<std::chrono::milliseconds> expires_in = std::nullopt)
    {
        ASSERT_TRUE(say(hello));
        auto const step = next();
        ASSERT_TRUE(std::holds_alternative<Session::Admit>(step));
        session.admitted(topic,
                         {.now = start, .wall_now = wall, .first_ping = 20s, .max_age = 1h, .expires_in = expires_in});
    }

    Topic topic{ports::LogPosition{"e", 5, 3}, {.version = 9, .read_up_to = 2, .marked_above = 1}};
    Limits limits;
    Session session{start, limits};
};

TEST_F(SessionTest, WelcomesThenSaysLiveThenSendsEvents)
{
    open(R"({"t":"hello","cursor":"e:5"})", 3'400'900ms);
    EXPECT_EQ(written(), R"({"t":"welcome","epoch":"e","head":5,"oldest":3,"now":"2027-01-15T08:00:00.000Z",)"
                         R"("heartbeat":25,"expires_in":3400})");
    EXPECT_EQ(written(), R"({"t":"live","seq":5})");
    auto const idle = next();
    EXPECT_TRUE(std::get<Session::Wait>(idle).for_events);
    topic.append(make_test_frame(6));
    EXPECT_EQ(seqs_in(written()), (std::vector<std::uint64_t>{6}));
    EXPECT_TRUE(waits());
}

TEST_F(SessionTest, StartsAtTheHeadWithoutACursor)
{
    open();
    EXPECT_EQ(written(),
              R"({"t":"welcome","epoch":"e","head":5,"oldest":3,"now":"2027-01-15T08:00:00.000Z","heartbeat":25})");
    EXPECT_EQ(written(), R"({"t":"live","seq":5})");
}

TEST_F(SessionTest, HandsTheTokenAndTheDeviceOutOnce)
{
    ASSERT_TRUE(say(R"({"t":"hello","token":"abc","device":"Counter 1","later":{"x":1}})"));
    auto const step = next();
    EXPECT_EQ(std::get<Session::Admit>(step).hello->token, "abc");
    EXPECT_EQ(std::get<Session::Admit>(step).hello->device, "Counter 1");
    EXPECT_TRUE(waits());
}

TEST_F(SessionTest, ResetsOnceAndFollowsOnlyAfterAResume)
{
    open(R"({"t":"hello","cursor":"e:1"})");
    written();
    EXPECT_EQ(written(), R"({"t":"reset","why":"trimmed","oldest":3,"head":5})");
    topic.append(make_test_frame(6));
    auto const idle = next();
    EXPECT_FALSE(std::get<Session::Wait>(idle).for_events);

    EXPECT_TRUE(say(R"({"t":"resume","cursor":"e:5"})"));
    EXPECT_EQ(seqs_in(written()), (std::vector<std::uint64_t>{6}));
    EXPECT_EQ(written(), R"({"t":"live","seq":6})");

    EXPECT_TRUE(say(R"({"t":"resume","cursor":"nonsense"})"));
    EXPECT_EQ(written(), R"({"t":"reset","why":"unreadable","oldest":3,"head":6})");
    EXPECT_TRUE(say(R"({"t":"resume","cursor":"f:5"})"));
    EXPECT_EQ(written(), R"({"t":"reset","why":"epoch","oldest":3,"head":6})");
    EXPECT_TRUE(say(R"({"t":"resume","cursor":"e:6"})"));
    EXPECT_EQ(written(), R"({"t":"live","seq":6})");
}

TEST_F(SessionTest, ConfirmsACursorThatIsAhead)
{
    open(R"({"t":"hello","cursor":"e:7"})");
    written();
    auto const step = next();
    ASSERT_TRUE(std::holds_alternative<Session::ConfirmHead>(step));
    session.confirm_head(topic, {"e", 6, 3});
    EXPECT_EQ(written(), R"({"t":"reset","why":"ahead","oldest":3,"head":5})");
}

TEST_F(SessionTest, ClosesWhenTheHelloIsLate)
{
    EXPECT_TRUE(waits(9'999ms));
    EXPECT_EQ(session.deadline(), start + 10s);
    EXPECT_EQ(closed(10s), CloseCode::hello_late);
}

TEST_F(SessionTest, DoesNotTakeALateHello)
{
    say(R"({"t":"hello"})", 10s);
    EXPECT_EQ(closed(10s), CloseCode::hello_late);
}

TEST_F(SessionTest, ClosesOnWhatItDoesNotUnderstand)
{
    struct Case {
        char const* before;
        char const* text;
    };
    for (auto const& c : {
             Case{nullptr, ""},
             Case{nullptr, "{"},
             Case{nullptr, "[]"},
             Case{nullptr, R"({"t":"hallo"})"},
             Case{nullptr, R"({"t":1})"},
             Case{nullptr, R"({"t":"pong"})"},
             Case{nullptr, R"({"t":"resume","cursor":"e:5"})"},
             Case{nullptr, R"({"t":"hello","token":7})"},
             Case{nullptr, R"({"t":"hello","cursor":{}})"},
             Case{nullptr, R"({"t":"hello","t":"hello"})"},
             Case{R"({"t":"hello"})", R"({"t":"hello"})"},
             Case{nullptr, R"({"t":"auth","token":"x"})"},
             Case{R"({"t":"hello"})", R"({"t":"auth"})"},
             Case{R"({"t":"hello"})", R"({"t":"ack"})"},
             Case{R"({"t":"hello"})", R"({"t":"ack","seq":"5"})"},
             Case{R"({"t":"hello"})", R"({"t":"ack","seq":-1})"},
             Case{R"({"t":"hello"})", R"({"t":"ack","seq":5,"shown":[1]})"},
             Case{R"({"t":"hello"})", R"({"t":"pong","seq":1.5})"},
             Case{R"({"t":"hello"})", R"({"t":"resume"})"},
         }) {
        session = Session(start, limits);
        if (c.before) open(c.before);
        EXPECT_TRUE(say(c.text)) << c.text;
        EXPECT_EQ(closed(), CloseCode::not_understood) << c.text;
    }
    session = Session(start, limits);
    EXPECT_TRUE(session.received(false, R"({"t":"hello"})", start));
    EXPECT_EQ(closed(), CloseCode::not_understood);
}

TEST_F(SessionTest, PingsWithTheHeadAndClosesWithoutAPong)
{
    open();
    written();
    written();
    EXPECT_EQ(session.deadline(), start + 20s);
    EXPECT_TRUE(waits(19'999ms));
    EXPECT_EQ(written(20s), R"({"t":"ping","head":5,"unread":2,"read_version":9})");
    EXPECT_EQ(session.deadline(), start + 30s);
    EXPECT_TRUE(waits(29'999ms));
    EXPECT_EQ(closed(30s), CloseCode::no_pong);
}

TEST_F(SessionTest, GoesOnAfterAPongAndPingsEvery25Seconds)
{
    open();
    written();
    written();
    for (auto at = 20s; at < 600s; at += 25s) {
        EXPECT_TRUE(waits(at - 1ms));
        EXPECT_FALSE(written(at).empty());
        EXPECT_FALSE(say(R"({"t":"pong","seq":5})", at + 9s));
        EXPECT_EQ(session.deadline(), start + at + 25s);
    }
    EXPECT_EQ(session.acknowledged(), 5u);
}

TEST_F(SessionTest, GivesAPongMoreTimeWhenAMessageWasInFlight)
{
    open();
    written();
    written();
    written(20s);
    topic.append(make_test_frame(6));
    auto const sending = next(21s);
    ASSERT_TRUE(std::holds_alternative<Session::Write>(sending));
    session.sent(start + 50s);  // the line was slow
    EXPECT_FALSE(closed(50s));
    EXPECT_FALSE(closed(59s));
    EXPECT_EQ(closed(60s), CloseCode::no_pong);
}

TEST_F(SessionTest, ClosesAfterTheTokenAndItsGraceEnded)
{
    open(R"({"t":"hello"})", 5s);
    written();
    written();
    EXPECT_EQ(written(2'500ms), R"({"t":"auth","in":2})");
    written(20s);
    say(R"({"t":"pong"})", 21s);
    EXPECT_EQ(session.deadline(), start + 30s);
    EXPECT_FALSE(closed(29'999ms));
    EXPECT_EQ(closed(30s), CloseCode::token);
}

TEST_F(SessionTest, AsksForAnotherTokenTwoMinutesBeforeItEnds)
{
    open(R"({"t":"hello"})", 600s);
    written();
    written();
    for (auto at = 20s; at < 480s; at += 25s) {
        written(at);
        say(R"({"t":"pong"})", at);
    }
    EXPECT_TRUE(waits(479'999ms));
    EXPECT_EQ(written(480s), R"({"t":"auth","in":120})");
    EXPECT_TRUE(waits(480s)) << "once";

    EXPECT_TRUE(say(R"({"t":"auth","token":"fresh"})", 490s));
    auto const step = next(490s);
    EXPECT_EQ(*std::get<Session::Authenticate>(step).token, "fresh");
    session.renewed(start + 490s, 3600s);
    EXPECT_EQ(written(490s), R"({"t":"auth_ok","expires_in":3600})");
    EXPECT_FALSE(closed(1000s)) << "the old end does not count any more";
}

TEST_F(SessionTest, ClosesWhenTheFreshTokenIsNoGood)
{
    open(R"({"t":"hello"})", 600s);
    written();
    written();
    say(R"({"t":"auth","token":"stolen"})");
    next();
    session.refused(CloseCode::token, "token refused");
    EXPECT_EQ(closed(), CloseCode::token);
}

TEST_F(SessionTest, SendsNothingMoreBeforeTheCallerWasChecked)
{
    open();
    written();
    written();
    topic.append(make_test_frame(6));
    session.check_caller();
    auto const check = next();
    ASSERT_TRUE(std::holds_alternative<Session::CheckCaller>(check));
    session.refused(CloseCode::revoked, "revoked");
    EXPECT_EQ(closed(), CloseCode::revoked);
}

TEST_F(SessionTest, GoesOnAfterACheckThatWasPassed)
{
    open();
    written();
    written();
    topic.append(make_test_frame(6));
    session.check_caller();
    next();
    EXPECT_EQ(seqs_in(written()), (std::vector<std::uint64_t>{6}));
}

TEST_F(SessionTest, SaysByeWhenItGetsTooOld)
{
    ASSERT_TRUE(say(R"({"t":"hello"})"));
    next();
    session.admitted(topic, {.now = start, .wall_now = wall, .first_ping = 20s, .max_age = 15s, .expires_in = {}});
    written();
    written();
    EXPECT_EQ(session.deadline(), start + 15s);
    auto const step = next(15s);
    auto const& close = std::get<Session::Close>(step);
    EXPECT_EQ(close.code, CloseCode::max_age);
    EXPECT_EQ(bye_text(close.bye.value()), R"({"t":"bye","why":"max_age","wait_ms":[0,1000]})");
}

TEST_F(SessionTest, TellsAFilteredReaderHowFarItWent)
{
    open(R"({"t":"hello","cursor":"e:5"})");
    written();
    written();
    domain::LogFilter const own{domain::ApiKeyId::make(wall)};
    auto mine = make_entry(7);
    mine.channel = own.channel;
    topic.append(make_test_frame(6));
    topic.append(make_frame(mine));
    auto const step = session.next(start, &topic, own);
    auto const& text = *std::get<Session::Write>(step).text;
    EXPECT_EQ(text, R"({"t":"events","from":6,"to":7,"events":[)" + *mine.text + R"(],"more":false})");
    session.sent(start);
    topic.append(make_test_frame(8));
    auto const other = session.next(start, &topic, own);
    EXPECT_EQ(*std::get<Session::Write>(other).text, R"({"t":"events","from":8,"to":8,"events":[],"more":false})");
}

TEST_F(SessionTest, SaysByeWhenTheServerDrains)
{
    open();
    session.drain();
    auto const step = next();
    auto const& close = std::get<Session::Close>(step);
    EXPECT_EQ(close.code, CloseCode::drain);
    EXPECT_EQ(bye_text(close.bye.value()), R"({"t":"bye","why":"drain","wait_ms":[500,20000]})");
    EXPECT_FALSE(say("nonsense"));
}

TEST_F(SessionTest, SaysWhyACallerIsRefused)
{
    say(R"({"t":"hello"})");
    next();
    session.refused(CloseCode::no_access, "no access");
    auto const step = next();
    EXPECT_EQ(std::get<Session::Close>(step).code, CloseCode::no_access);
    EXPECT_FALSE(std::get<Session::Close>(step).bye);

    session = Session(start, limits);
    say(R"({"t":"hello"})");
    next();
    session.refused(CloseCode::too_many, "too many sockets");
    auto const other = next();
    EXPECT_EQ(std::get<Session::Close>(other).bye, Farewell::overload);
}

TEST_F(SessionTest, KeepsTheHighestAcknowledgementThatWasSent)
{
    open();
    written();
    written();
    say(R"({"t":"ack","seq":4,"shown":["ord_x"]})");
    say(R"({"t":"ack","seq":2})");
    EXPECT_EQ(session.acknowledged(), 4u);
    say(R"({"t":"ack","seq":999})");
    EXPECT_EQ(session.acknowledged(), 5u);
}

TEST_F(SessionTest, HandsTheShownOrdersOutOnce)
{
    open();
    auto const order = domain::OrderId::make(wall);
    say(R"({"t":"ack","seq":4,"shown":["ord_x",")" + order.text() + R"("]})");
    EXPECT_EQ(session.take_shown(), std::vector{order});
    EXPECT_TRUE(session.take_shown().empty());
}

TEST(Session, IsSmall) { EXPECT_LE(sizeof(Session), 256u); }

}
}
