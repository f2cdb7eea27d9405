// SPDX-License-Identifier: Apache-2.0
#include "http/server_core.hpp"

#include <fmt/chrono.h>

namespace http {

namespace {

constexpr std::chrono::milliseconds sweep_interval{250};
constexpr std::size_t input_scratch_bytes = 64 * 1024;

/// IMF-fixdate, which strftime would write in the process's language.
std::string make_date_line(std::chrono::system_clock::time_point now)
{
    constexpr std::string_view weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const time = fmt::gmtime(now);
    return fmt::format("Date: {}, {:02} {} {} {:02}:{:02}:{:02} GMT\r\n", weekdays[time.tm_wday], time.tm_mday,
                       months[time.tm_mon], time.tm_year + 1900, time.tm_hour, time.tm_min, time.tm_sec);
}

}

Tally::Tally(telemetry::Registry& registry)
{
    auto const gauge = [&registry](char const* transport) {
        return &registry.gauge("http_connections_open", "Open connections by transport.", {{"transport", transport}});
    };
    http_.gauge = gauge("http");
    websockets_.gauge = gauge("websocket");
    streams_.gauge = gauge("stream");
}

void Tally::detach()
{
    http_.gauge = nullptr;
    websockets_.gauge = nullptr;
    streams_.gauge = nullptr;
}

Tally::Count& Tally::count(Kind kind)
{
    switch (kind) {
    case Kind::http: return http_;
    case Kind::websocket: return websockets_;
    case Kind::stream: return streams_;
    case Kind::refused: break;
    }
    return refused_;
}

void Tally::add(Kind kind)
{
    auto& changed = count(kind);
    if (auto* gauge = changed.gauge.load()) gauge->add(1);
    ++changed.n;
}

void Tally::remove(Kind kind)
{
    auto& changed = count(kind);
    if (auto* gauge = changed.gauge.load()) gauge->add(-1);
    // Whoever waits for the end may take everything down once the count is 0.
    if (--changed.n > 0) return;
    std::lock_guard const lock(mutex_);
    changed_.notify_all();
}

bool Tally::wait_for_end(SteadyTime deadline)
{
    std::unique_lock lock(mutex_);
    return changed_.wait_until(lock, deadline, [this] { return open() + refused() == 0; });
}

ServerCore::ServerCore(boost::asio::io_context& context, std::shared_ptr<Tally> tally, Router const& router,
                       ServerOptions const& options, telemetry::Log& log, telemetry::Registry& registry)
    : context_(context),
      tally_(std::move(tally)),
      router_(router),
      log_(log),
      limits_(options.limits),
      edges_(options.edges),
      logs_requests_(options.log_requests),
      slow_operation_(options.slow_operation),
      tracing_(options.tracing),
      metrics_(registry, router),
      timer_(context),
      input_scratch_(input_scratch_bytes),
      date_line_(make_date_line(std::chrono::system_clock::now()))
{
}

void ServerCore::start_sweep() { sweep_later(); }

void ServerCore::sweep_later()
{
    timer_.expires_after(sweep_interval);
    timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
        if (error || self->is_cut_) return;
        self->sweep();
        self->sweep_later();
    });
}

void ServerCore::sweep()
{
    date_line_ = make_date_line(std::chrono::system_clock::now());
    auto const now = std::chrono::steady_clock::now();
    for (auto* watched : watched_) watched->sweep(now);
}

void ServerCore::drain()
{
    is_draining_ = true;
    for (auto* watched : watched_) watched->drain();
}

void ServerCore::cut()
{
    is_cut_ = true;
    timer_.cancel();
    for (auto* watched : watched_) watched->cut();
}

void ServerCore::note_end(boost::system::error_code error)
{
    if (error == boost::asio::error::timed_out && !is_cut_) metrics_.count_limit("keepalive_after");
}

void ServerCore::watch(Watched& watched)
{
    watched.slot_ = watched_.size();
    watched_.push_back(&watched);
}

void ServerCore::unwatch(Watched& watched)
{
    watched_.back()->slot_ = watched.slot_;
    watched_[watched.slot_] = watched_.back();
    watched_.pop_back();
}

Admission::Admission(std::shared_ptr<ServerCore> core, Tally::Kind kind, std::optional<ClientTally::Place> place)
    : core_(std::move(core)), kind_(kind), place_(std::move(place))
{
    core_->tally_->add(kind_);
    core_->load_.fetch_add(1, std::memory_order_relaxed);
}

Admission::~Admission()
{
    if (!core_) return;
    core_->load_.fetch_sub(1, std::memory_order_relaxed);
    core_->tally_->remove(kind_);
}

void Admission::become(Tally::Kind kind)
{
    core_->tally_->add(kind);
    core_->tally_->remove(kind_);
    kind_ = kind;
}

}
