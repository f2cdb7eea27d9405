// SPDX-License-Identifier: Apache-2.0
#include "model/collection.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace model {
namespace {

struct Note {
    std::string id, name;
    int value = 0;

    std::array<std::string, 2> keys() const { return {id, name}; }
};

class Model : public testing::Test {
protected:
    template <typename T>
    T run(base::Task<T> task)
    {
        auto result = boost::asio::co_spawn(context_, std::move(task), boost::asio::use_future);
        context_.restart();
        context_.run();
        return result.get();
    }

    Answer<std::size_t> insert(std::vector<Note> documents)
    {
        return run(notes_.insert(session_, std::move(documents)));
    }

    Answer<bool> set(std::string id, int from, int to)
    {
        return run(notes_.update(session_, std::move(id), [from, to](Note& note) {
            if (note.value != from) return false;
            note.value = to;
            return true;
        }));
    }

    /// What a session sees; nothing: no such note.
    std::optional<int> seen(Session& session, std::string id, ReadConcern concern = ReadConcern::majority)
    {
        auto const found = run(notes_.find(session, {0, id, id + '\0'}, concern)).value();
        return found.empty() ? std::nullopt : std::optional(found.front()->value);
    }

    boost::asio::io_context context_;
    Server server_;
    Collection<Note> notes_{server_};
    Session session_;
};

TEST_F(Model, OfABatchThePrefixBeforeTheFirstDuplicateStays)
{
    EXPECT_EQ(insert({{"1", "a"}}), 1U);
    EXPECT_EQ(insert({{"2", "b"}, {"3", "a"}, {"4", "c"}}), 1U);
    EXPECT_TRUE(seen(session_, "2"));
    EXPECT_FALSE(seen(session_, "3"));
    EXPECT_FALSE(seen(session_, "4"));
}

TEST_F(Model, AReplacementHoldsToItsCondition)
{
    ASSERT_TRUE(insert({{"1", "a", 1}}));
    EXPECT_EQ(set("1", 1, 2), true);
    EXPECT_EQ(set("1", 1, 3), false);
    EXPECT_EQ(set("2", 1, 3), false);
    EXPECT_EQ(seen(session_, "1"), 2);
}

TEST_F(Model, RangesComeInTheOrderOfTheirIndexFromEitherEnd)
{
    ASSERT_EQ(insert({{"1", "c"}, {"2", "a"}, {"3", "b"}}), 3U);
    auto const rising = run(notes_.find(session_, {1, "a", "c"})).value();
    ASSERT_EQ(rising.size(), 2U);
    EXPECT_EQ(rising.front()->id, "2");
    auto const falling = run(notes_.find(session_, {1, "a", "d", 1, true})).value();
    ASSERT_EQ(falling.size(), 1U);
    EXPECT_EQ(falling.front()->id, "1");
}

TEST_F(Model, AStaleReadSeesWhatWasButNeverLessThanItsSessionSaw)
{
    ASSERT_TRUE(insert({{"1", "a", 0}}));
    for (int i = 0; i < 20; ++i) ASSERT_EQ(set("1", i, i + 1), true);
    server_.set({.seed = 3, .stale = 100, .most_lag = 15});
    int oldest = 20;
    for (int i = 0; i < 50; ++i) {
        Session other;
        oldest = std::min(oldest, *seen(other, "1"));
        EXPECT_EQ(seen(session_, "1"), 20) << "it wrote that itself";
        EXPECT_EQ(seen(other, "1", ReadConcern::linearizable), 20);
        EXPECT_EQ(seen(other, "1"), 20) << "it saw that before";
    }
    EXPECT_LT(oldest, 20);
    EXPECT_GE(oldest, 5);
}

TEST_F(Model, AnUnansweredWriteHasTakenEffectALostOneHasNot)
{
    server_.set({.seed = 1, .unanswered = 100});
    EXPECT_FALSE(insert({{"1", "a"}}));
    server_.set({.seed = 1, .lost = 100});
    EXPECT_FALSE(insert({{"2", "b"}}));
    server_.set({});
    EXPECT_TRUE(seen(session_, "1"));
    EXPECT_FALSE(seen(session_, "2"));
}

TEST_F(Model, ALateWriteTakesEffectBehindOthersIfItStillMay)
{
    ASSERT_TRUE(insert({{"1", "a", 1}}));
    server_.set({.seed = 1, .late = 100});
    EXPECT_FALSE(set("1", 1, 2));
    EXPECT_FALSE(insert({{"2", "b", 7}}));
    server_.set({.seed = 1});
    auto const was_first = set("1", 1, 5).value();
    for (int i = 0; i < 200; ++i) (void)seen(session_, "2");
    EXPECT_EQ(seen(session_, "2"), 7);
    EXPECT_EQ(seen(session_, "1"), was_first ? 5 : 2) << "of the two that saw the same, one finds its condition gone";
}

TEST_F(Model, NobodySeesWhatWasRemovedNorAnythingOlder)
{
    ASSERT_EQ(insert({{"1", "a", 1}, {"2", "b", 2}}), 2U);
    ASSERT_EQ(set("2", 2, 3), true);
    ASSERT_EQ(run(notes_.remove(session_, 1, "a", "b")), 1U);
    server_.set({.seed = 1, .stale = 100, .most_lag = 100});
    for (int i = 0; i < 20; ++i) {
        Session other;
        EXPECT_FALSE(seen(other, "1"));
        EXPECT_EQ(seen(other, "2"), 3);
    }
    EXPECT_EQ(insert({{"3", "a"}}), 1U);
}

TEST_F(Model, TheSameSeedDoesTheSame)
{
    std::vector<bool> runs[2];
    for (auto& answers : runs) {
        server_.set({.seed = 9, .lost = 30, .unanswered = 20});
        for (int i = 0; i < 40; ++i) answers.push_back(run(notes_.find(session_, {0, "x", "y"})).has_value());
    }
    EXPECT_EQ(runs[0], runs[1]);
    EXPECT_TRUE(std::ranges::count(runs[0], false) > 0);
}

}
}
