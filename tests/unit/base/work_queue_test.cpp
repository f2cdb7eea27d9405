// SPDX-License-Identifier: Apache-2.0
#include "base/work_queue.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <exception>
#include <functional>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace base {

namespace {

/// Starts the coroutine; `run()` of the context goes on until it has ended.
void start(boost::asio::io_context& core, std::function<Task<void>()> coroutine)
{
    boost::asio::co_spawn(core, std::move(coroutine), [](std::exception_ptr error) {
        if (error) std::rethrow_exception(error);
    });
}

/// Keeps the queue's only thread at work until it is let go.
class Occupied {
public:
    Occupied(WorkQueue& queue, boost::asio::io_context& core)
    {
        start(core, [this, &queue]() -> Task<void> {
            auto wait = [this]() -> Result<void> {
                began_.set_value();
                may_end_.get_future().wait();
                return {};
            };
            result_ = co_await run_on(queue, std::move(wait));
        });
        core.poll();
        began_.get_future().wait();
    }

    void let_go() { may_end_.set_value(); }

private:
    std::promise<void> began_, may_end_;
    Result<void> result_;
};

TEST(RunOn, WorksOnAnotherThreadAndGoesOnOnItsOwn)
{
    boost::asio::io_context core;
    WorkQueue queue(1, 1);
    auto const here = std::this_thread::get_id();
    std::thread::id worked_on, went_on_on;

    start(core, [&]() -> Task<void> {
        auto work = [&]() -> Result<std::string> {
            worked_on = std::this_thread::get_id();
            return "done";
        };
        auto const result = co_await run_on(queue, std::move(work));
        went_on_on = std::this_thread::get_id();
        EXPECT_EQ(result.value(), "done");
    });
    core.run();

    EXPECT_NE(worked_on, here);
    EXPECT_EQ(went_on_on, here);
}

TEST(RunOn, GivesTheFailureOfTheWork)
{
    boost::asio::io_context core;
    WorkQueue queue(1, 1);
    std::string code;

    start(core, [&]() -> Task<void> {
        auto work = []() -> Result<int> { return failure(FailureKind::conflict, "not_now", "Not now."); };
        auto const result = co_await run_on(queue, std::move(work));
        code = result.error().code;
    });
    core.run();

    EXPECT_EQ(code, "not_now");
}

TEST(RunOn, HasDestroyedTheWorkBeforeTheCallerGoesOn)
{
    boost::asio::io_context core;
    WorkQueue queue(1, 1);
    auto held = std::make_shared<int>(7);
    std::weak_ptr<int> const seen = held;
    bool was_gone = false;

    start(core, [&]() -> Task<void> {
        auto work = [held = std::move(held)]() -> Result<int> { return *held; };
        auto const result = co_await run_on(queue, std::move(work));
        was_gone = seen.expired();
        EXPECT_EQ(result.value(), 7);
    });
    core.run();

    EXPECT_TRUE(was_gone);
}

TEST(RunOn, IsBusyWhenAsManyWaitAsMay)
{
    boost::asio::io_context core;
    WorkQueue queue(1, 1);
    Occupied occupied(queue, core);
    std::vector<std::string> answers;
    auto const ask = [&]() -> Task<void> {
        auto work = [held = std::make_shared<int>(0)]() -> Result<int> { return *held; };
        auto const result = co_await run_on(queue, std::move(work));
        answers.push_back(result ? "done" : result.error().code);
    };

    start(core, ask);
    start(core, ask);
    core.poll();
    EXPECT_EQ(queue.waiting(), 1U);
    EXPECT_EQ(answers, std::vector<std::string>{"busy"});

    occupied.let_go();
    core.restart();
    core.run();
    EXPECT_EQ(answers, (std::vector<std::string>{"busy", "done"}));
    EXPECT_EQ(queue.take_refused(), 1U);
    EXPECT_EQ(queue.take_refused(), 0U);
}

TEST(RunOn, IsRefusedAfterTheQueueStopped)
{
    boost::asio::io_context core;
    WorkQueue queue(1, 1);
    queue.stop();
    std::string code;

    start(core, [&]() -> Task<void> {
        auto const result = co_await run_on(queue, []() -> Result<int> { return 1; });
        code = result.error().code;
    });
    core.run();

    EXPECT_EQ(code, "shutting_down");
}

}

}
