// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.hpp"
#include "telemetry/log.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <future>
#include <string>

namespace app {

/// Does something again and again on one running core until stopped.
class PeriodicTask {
public:
    /// Does it once and says after which time to do it again. What it throws is logged; it goes on after a minute.
    using Step = std::function<base::Task<std::chrono::milliseconds>()>;

    PeriodicTask(boost::asio::io_context& core, std::string name, std::chrono::milliseconds first, Step step,
                 telemetry::Log& log);
    ~PeriodicTask() { stop(); }

    PeriodicTask(PeriodicTask const&) = delete;
    PeriodicTask& operator=(PeriodicTask const&) = delete;

    /// Returns when the step in progress has ended. From a thread that is not a core's, while the core runs.
    void stop();

private:
    base::Task<void> run();
    base::Task<std::chrono::milliseconds> step_safely();

    std::string name_;
    std::chrono::milliseconds next_;
    Step step_;
    telemetry::Log& log_;
    boost::asio::steady_timer timer_;
    bool is_stopping_ = false;  ///< The core's thread only.
    std::future<void> ended_;
};

}
