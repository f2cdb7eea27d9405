// SPDX-License-Identifier: Apache-2.0
#include "app/wiring/housekeeping.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

namespace app {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr minutes trim_interval{5};

}

Housekeeping::Housekeeping(boost::asio::io_context& core, Settings const& settings, Adapters& adapters,
                           UseCases& use_cases, telemetry::Readiness& readiness, telemetry::Log& log)
    : core_(core),
      retention_(settings.retention),
      clock_(*adapters.clock),
      event_log_(adapters.store->log()),
      store_(adapters.store->health()),
      use_cases_(use_cases),
      readiness_(readiness),
      log_(log)
{
}

void Housekeeping::begin()
{
    repeat("trim_log", minutes(1), [this] { return trim_log(); });
    repeat("watch_store", seconds(1), [this] { return watch_store(); });
}

void Housekeeping::begin_serving()
{
    boost::asio::co_spawn(core_, find_store_ready(), boost::asio::use_future).get();
    // No order runs out of its time before people can accept it.
    repeat("acceptance_clock", milliseconds(0), [this] { return use_cases_.acceptance_clock.tick(); });
    repeat("anonymise_orders", seconds(1), [this] { return use_cases_.personal_data.tick(); });
    repeat("device_watch", milliseconds(0), [this] { return use_cases_.device_watch.tick(); });
    repeat("announce_intake", milliseconds(0), [this] { return use_cases_.businesses.announce_intake(); });
}

void Housekeeping::stop() { tasks_.clear(); }

void Housekeeping::repeat(char const* name, milliseconds first, PeriodicTask::Step step)
{
    tasks_.emplace_back(core_, name, first, std::move(step), log_);
}

base::Task<void> Housekeeping::find_store_ready()
{
    // The disk may be full already.
    co_await store_.probe();
    readiness_.set_store(store_.is_writable());
}

base::Task<milliseconds> Housekeeping::trim_log()
{
    auto const dropped = co_await event_log_.trim(clock_.now() - retention_);
    if (!dropped) log_.warning("trim_failed", {{"code", dropped.error().code}});
    co_return trim_interval;
}

base::Task<milliseconds> Housekeeping::watch_store()
{
    // Without requests nothing would be committed, and a store that works again would not be noticed.
    if (!store_.is_writable()) co_await store_.probe();
    auto const is_writable = store_.is_writable();
    if (is_writable != readiness_.store()) log_.warning("store_readiness", {{"writable", is_writable}});
    readiness_.set_store(is_writable);
    co_return seconds(1);
}

}
