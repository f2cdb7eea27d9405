// SPDX-License-Identifier: Apache-2.0
#include "base/all.hpp"

#include "base/pause.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include <stdexcept>

namespace {

template <typename T>
T run(base::Task<T> task)
{
    boost::asio::io_context context;
    auto result = boost::asio::co_spawn(context, std::move(task), boost::asio::use_future);
    context.run();
    return result.get();
}

/// Ends after so many turns of the core.
base::Task<int> after(int turns, int value, std::vector<int>& ended)
{
    for (int i = 0; i < turns; ++i) co_await base::pause();
    ended.push_back(value);
    co_return value;
}

TEST(All, GivesEachResultInTheOrderOfTheTasksAlthoughTheyEndInAnother)
{
    std::vector<int> ended;
    std::vector<base::Task<int>> tasks;
    for (int const n : {3, 1, 2}) tasks.push_back(after(n * 4, n, ended));
    EXPECT_EQ(run(base::all(std::move(tasks))), (std::vector{3, 1, 2}));
    EXPECT_EQ(ended, (std::vector{1, 2, 3})) << "they run side by side";
}

TEST(All, OfNothingIsNothing) { EXPECT_TRUE(run(base::all(std::vector<base::Task<int>>())).empty()); }

base::Task<void> wait_for_ever(std::shared_ptr<int> held)
{
    std::vector<base::Task<int>> tasks;
    std::vector<int> ended;
    tasks.push_back(after(1'000'000, 1, ended));
    tasks.push_back(after(1, 2, ended));
    co_await base::all(std::move(tasks));
    ++*held;
}

TEST(All, GoesWithItsCore)
{
    auto const held = std::make_shared<int>(0);
    {
        boost::asio::io_context context;
        boost::asio::co_spawn(context, wait_for_ever(held), boost::asio::detached);
        while (held.use_count() == 1 || context.poll_one() == 0) continue;
        for (int i = 0; i < 100; ++i) context.poll_one();
        EXPECT_EQ(held.use_count(), 2);
    }
    EXPECT_EQ(held.use_count(), 1);
    EXPECT_EQ(*held, 0);
}

TEST(All, ThrowsWhatOneThrewWhenTheOthersHaveEnded)
{
    std::vector<int> ended;
    auto const failing = []() -> base::Task<int> {
        co_await base::pause();
        throw std::runtime_error("no");
    };
    std::vector<base::Task<int>> tasks;
    tasks.push_back(failing());
    tasks.push_back(after(5, 1, ended));
    EXPECT_THROW(run(base::all(std::move(tasks))), std::runtime_error);
    EXPECT_EQ(ended, std::vector{1});
}

}
