// SPDX-License-Identifier: Apache-2.0
#include "app/wiring/periodic_task.hpp"

#include "base/cores.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include <fcntl.h>
#include <unistd.h>

namespace app {
namespace {

using std::chrono::milliseconds;

class PeriodicTaskTest : public testing::Test {
protected:
    PeriodicTaskTest() { cores.start(); }
    ~PeriodicTaskTest() override { cores.stop(); }

    /// Open until the log's thread has ended.
    struct Nowhere {
        ~Nowhere() { ::close(descriptor); }
        int descriptor = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    };

    Nowhere nowhere;
    telemetry::Log log{{.descriptor = nowhere.descriptor}};
    base::Cores cores{1};
};

TEST_F(PeriodicTaskTest, StepsAgainAndAgain)
{
    std::promise<void> third;
    int steps = 0;
    auto const step = [&]() -> base::Task<milliseconds> {
        if (++steps == 3) third.set_value();
        co_return milliseconds(0);
    };
    PeriodicTask task(cores.context(0), "test", milliseconds(0), step, log);
    third.get_future().wait();
    task.stop();
    auto const until_stopped = steps;
    EXPECT_GE(until_stopped, 3);
    task.stop();
    EXPECT_EQ(steps, until_stopped);
}

TEST_F(PeriodicTaskTest, StopDoesNotWaitForTheNextStep)
{
    auto const step = []() -> base::Task<milliseconds> { co_return milliseconds(0); };
    PeriodicTask task(cores.context(0), "test", std::chrono::hours(24), step, log);
    task.stop();
}

TEST_F(PeriodicTaskTest, AStepThatThrowsDoesNotEndTheProcess)
{
    std::promise<void> thrown;
    auto const step = [&]() -> base::Task<milliseconds> {
        thrown.set_value();
        throw std::runtime_error("wrong");
        co_return milliseconds(0);
    };
    PeriodicTask task(cores.context(0), "test", milliseconds(0), step, log);
    thrown.get_future().wait();
    task.stop();
}

}
}
