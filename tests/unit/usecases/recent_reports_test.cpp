// SPDX-License-Identifier: Apache-2.0
#include "usecases/recent_reports.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using usecases::RecentReports;
using Answer = base::Result<std::shared_ptr<ports::Report const>>;

class TestClock final : public ports::Clock {
public:
    base::Instant now() const override { return time; }
    base::Instant time{1'000'000s};
};

/// Answers when it is told to.
class Source final : public ports::Reports {
public:
    explicit Source(TestClock const& clock) : clock_(clock) {}

    base::Task<Answer> statistics(ports::StatisticsQuery) override
    {
        ++asked;
        auto const as_of = clock_.now();
        auto outcome = co_await base::suspend<bool>(
            [this](base::Suspended<bool> waiting) { waiting_.push_back(std::move(waiting)); });
        if (!outcome) co_return base::failure(base::FailureKind::unavailable, "busy", "");
        co_return std::make_shared<ports::Report const>(ports::Report{as_of, {}});
    }

    void finish(bool well = true)
    {
        for (auto& each : std::exchange(waiting_, {})) base::answer(std::move(each), well);
    }

    int asked = 0;

private:
    TestClock const& clock_;
    std::vector<base::Suspended<bool>> waiting_;
};

class RecentReportsTest : public testing::Test {
protected:
    /// One more asks; `answers` gets what it is told.
    void ask(base::Instant from = {})
    {
        auto const asking = [this, from]() -> base::Task<void> {
            ports::StatisticsQuery query;
            query.from = from;
            answers.push_back(co_await reports.statistics(std::move(query)));
        };
        boost::asio::co_spawn(context, asking, boost::asio::detached);
        run();
    }

    void run()
    {
        // Who waits is work: only what is ready is run.
        context.restart();
        context.poll();
    }

    void computed_within(std::chrono::seconds took, bool well = true)
    {
        clock.time += took;
        source.finish(well);
        run();
    }

    boost::asio::io_context context;
    TestClock clock;
    Source source{clock};
    RecentReports reports{source, clock};
    std::vector<Answer> answers;
};

TEST_F(RecentReportsTest, ComputeOnceWhatManyAskAtATime)
{
    for (int i = 0; i < 5; ++i) ask();
    EXPECT_EQ(source.asked, 1);
    computed_within(0s);
    ASSERT_EQ(answers.size(), 5u);
    for (auto const& answer : answers) EXPECT_EQ(*answer, *answers.front());
}

TEST_F(RecentReportsTest, StandForTenSeconds)
{
    ask();
    computed_within(0s);
    clock.time += 10s - 1us;
    ask();
    EXPECT_EQ(source.asked, 1);
    EXPECT_EQ(answers.size(), 2u);
    clock.time += 1us;
    ask();
    EXPECT_EQ(source.asked, 2);
    computed_within(0s);
    EXPECT_NE(*answers[2], *answers[0]);
}

TEST_F(RecentReportsTest, StandLongerWhenTheyTookLongButFiveMinutesAtMost)
{
    ask();
    computed_within(2s);
    clock.time += 37s;
    ask();
    EXPECT_EQ(source.asked, 1);
    clock.time += 1s;
    ask();
    EXPECT_EQ(source.asked, 2);
    computed_within(100s);
    clock.time += 199s;
    ask();
    EXPECT_EQ(source.asked, 2);
    clock.time += 1s;
    ask();
    EXPECT_EQ(source.asked, 3);
    computed_within(0s);
}

TEST_F(RecentReportsTest, GiveTheLastAnswerWhileTheNextIsComputedButNoneOfFiveMinutes)
{
    ask();
    computed_within(0s);
    clock.time += 20s;
    ask();
    ask();
    EXPECT_EQ(source.asked, 2);
    ASSERT_EQ(answers.size(), 2u) << "the second asker has the last answer at once";
    EXPECT_EQ(*answers[1], *answers[0]);
    clock.time += 280s;
    ask();
    EXPECT_EQ(answers.size(), 2u);
    computed_within(0s);
    EXPECT_EQ(answers.size(), 4u);
}

TEST_F(RecentReportsTest, GiveTheLastAnswerWhenThereCanBeNoOther)
{
    ask();
    computed_within(0s);
    clock.time += 20s;
    ask();
    computed_within(0s, false);
    EXPECT_EQ(*answers[1], *answers[0]);
    clock.time += 280s;
    ask();
    computed_within(0s, false);
    EXPECT_FALSE(answers[2]);
}

TEST_F(RecentReportsTest, TellAllWhoWaitThatItFailed)
{
    ask();
    ask();
    computed_within(0s, false);
    ASSERT_EQ(answers.size(), 2u);
    EXPECT_FALSE(answers[0]);
    EXPECT_FALSE(answers[1]);
    ask();
    EXPECT_EQ(source.asked, 2);
    computed_within(0s);
}

TEST_F(RecentReportsTest, KeepABoundedNumberOfAnswers)
{
    for (std::size_t i = 0; i <= RecentReports::max_kept; ++i) {
        ask(base::from_micros(static_cast<std::int64_t>(i)));
        computed_within(0s);
        clock.time += 1us;
    }
    auto const asked = source.asked;
    ask(base::from_micros(1));
    EXPECT_EQ(source.asked, asked);
    ask(base::from_micros(0));
    EXPECT_EQ(source.asked, asked + 1) << "the oldest had to go";
    computed_within(0s);
}

TEST_F(RecentReportsTest, LetNobodyWaitWhenTheyStop)
{
    ask();
    ask();
    reports.stop();
    run();
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_FALSE(answers[0]);
    computed_within(0s, false);
    EXPECT_EQ(answers.size(), 2u);
}

}
