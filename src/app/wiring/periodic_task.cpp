// SPDX-License-Identifier: Apache-2.0
#include "app/wiring/periodic_task.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

namespace app {

PeriodicTask::PeriodicTask(boost::asio::io_context& core, std::string name, std::chrono::milliseconds first, Step step,
                           telemetry::Log& log)
    : name_(std::move(name)), next_(first), step_(std::move(step)), log_(log), timer_(core)
{
    ended_ = boost::asio::co_spawn(core, run(), boost::asio::use_future);
}

void PeriodicTask::stop()
{
    if (!ended_.valid()) return;
    boost::asio::post(timer_.get_executor(), [this] {
        is_stopping_ = true;
        timer_.cancel();
    });
    ended_.get();
}

base::Task<void> PeriodicTask::run()
{
    while (!is_stopping_) {
        timer_.expires_after(next_);
        boost::system::error_code cancelled;
        co_await timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
        if (is_stopping_) break;
        next_ = co_await step_safely();
    }
}

base::Task<std::chrono::milliseconds> PeriodicTask::step_safely()
{
    try {
        co_return co_await step_();
    } catch (std::exception const& error) {
        log_.error("periodic_task_failed", {{"task", name_}, {"reason", error.what()}});
    }
    co_return std::chrono::minutes(1);
}

}
