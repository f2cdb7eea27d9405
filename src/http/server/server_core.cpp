// SPDX-License-Identifier: Apache-2.0
#include "http/server/server_core.hpp"

#include <boost/asio/error.hpp>

#include <chrono>
#include <utility>

namespace http {

namespace {

constexpr std::chrono::milliseconds sweep_interval{250};
constexpr std::size_t input_scratch_bytes = 64 * 1024;

}

ServerCore::ServerCore(boost::asio::io_context& context, std::shared_ptr<Tally> tally, Router const& router,
                       ServerOptions const& options, telemetry::Log& log, telemetry::Registry& registry)
    : context_(context),
      tally_(std::move(tally)),
      service_(options, router, log, registry),
      timer_(context),
      input_scratch_(input_scratch_bytes)
{
    service_.tick(std::chrono::steady_clock::now(), std::chrono::system_clock::now());
}

void ServerCore::start_sweep() { sweep_later(); }

void ServerCore::sweep_later()
{
    timer_.expires_after(sweep_interval);
    timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
        if (error || self->service_.is_cut()) return;
        self->sweep();
        self->sweep_later();
    });
}

void ServerCore::sweep()
{
    auto const now = std::chrono::steady_clock::now();
    service_.tick(now, std::chrono::system_clock::now());
    for (auto* watched : watched_) watched->sweep(now);
}

void ServerCore::drain()
{
    service_.drain();
    auto const now = std::chrono::steady_clock::now();
    for (auto* watched : watched_) watched->drain(now);
}

void ServerCore::cut()
{
    service_.cut();
    timer_.cancel();
    for (auto* watched : watched_) watched->cut();
}

void ServerCore::note_end(boost::system::error_code error)
{
    if (error == boost::asio::error::timed_out && !service_.is_cut()) service_.metrics().count_limit("keepalive_after");
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
