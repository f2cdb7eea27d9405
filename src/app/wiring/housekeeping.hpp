// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings/settings.hpp"
#include "app/wiring/adapters.hpp"
#include "app/wiring/periodic_task.hpp"
#include "app/wiring/use_cases.hpp"
#include "telemetry/health.hpp"
#include "telemetry/log.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <deque>

namespace app {

/// What a server does without being asked, again and again, all of it on one core. Made of what outlives it.
class Housekeeping {
public:
    /// Nothing is done yet.
    Housekeeping(boost::asio::io_context& core, Settings const& settings, Adapters& adapters, UseCases& use_cases,
                 telemetry::Readiness& readiness, telemetry::Log& log);

    /// While the core runs: trims the log, and watches whether the store can be written.
    void begin();

    /// Once there are listeners: says whether the store can be written, then accepts, anonymises, looks for devices
    /// and announces. Blocks; from a thread that is not a core's.
    void begin_serving();

    /// Returns when what is being done is done. From a thread that is not a core's, while the core runs; a second
    /// time it does nothing.
    void stop();

private:
    void repeat(char const* name, std::chrono::milliseconds first, PeriodicTask::Step step);
    base::Task<void> find_store_ready();
    base::Task<std::chrono::milliseconds> trim_log();
    base::Task<std::chrono::milliseconds> watch_store();

    boost::asio::io_context& core_;
    std::chrono::seconds retention_;
    ports::Clock const& clock_;
    ports::EventLog& event_log_;
    ports::StoreHealth& store_;
    UseCases& use_cases_;
    telemetry::Readiness& readiness_;
    telemetry::Log& log_;
    std::deque<PeriodicTask> tasks_;
};

}
