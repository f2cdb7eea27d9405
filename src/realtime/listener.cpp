// SPDX-License-Identifier: Apache-2.0
#include "realtime/listener.hpp"

#include "realtime/core_topics.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace realtime {

namespace {

auto stopping()
{
    return base::failure(base::FailureKind::unavailable, "shutting_down", "The server is shutting down.");
}

telemetry::Gauge& gauge_of(StreamMetrics& metrics, Transport transport)
{
    return transport == Transport::websocket ? metrics.websockets : metrics.long_polls;
}

}

Listener::Listener(std::shared_ptr<CoreTopics> core, Transport transport)
    : core_(std::move(core)), transport_(transport)
{
    core_->place(*this);
}

Listener::~Listener()
{
    if (room_) core_->leave(*room_);
    if (!is_counted_) return;
    core_->watchlist_->leave(room_->business, transport_);
    gauge_of(core_->metrics(), transport_).add(-1);
}

base::Task<base::Result<void>> Listener::join(domain::BusinessId business)
{
    if (core_->is_stopped()) co_return stopping();
    room_ = &core_->enter(business);
    if (!core_->watchlist_->enter(business, transport_))
        co_return base::failure(base::FailureKind::exhausted, "too_many_sockets",
                                "The business has its most WebSockets already.");
    is_counted_ = true;
    gauge_of(core_->metrics(), transport_).add(1);

    while (!room_->topic) {
        bool const waits = room_->is_opening;
        if (waits) {
            bool const goes_on = co_await wait_until(Until::others);
            if (!goes_on) co_return stopping();
        } else {
            co_await core_->open(*room_);
        }
        if (!room_->topic && !room_->is_opening && room_->failure) co_return std::unexpected(*room_->failure);
    }
    if (Clock::now() - room_->refreshed_at >= CoreTopics::position_lasts) co_await core_->refresh(*room_);
    co_return base::Result<void>();
}

Topic* Listener::topic() const { return room_ && room_->topic ? &*room_->topic : nullptr; }

base::Task<void> Listener::read_store(std::uint64_t after)
{
    if (std::ranges::find(room_->reading, after) != room_->reading.end()) {
        co_await wait_until(Until::others);
    } else if (Clock::now() - room_->read_failed_at < CoreTopics::retry_after) {
        // A time that has passed is due at the next tick.
        set_deadline(Clock::now());
        co_await wait_until(Until::woken);
    } else {
        co_await core_->read_page(*room_, after);
    }
}

base::Task<base::Result<ports::LogPosition>> Listener::read_position() { return core_->log_.position(room_->business); }

void Listener::set_deadline(Time deadline)
{
    if (deadline == deadline_) return;
    deadline_ = deadline;
    core_->place(*this);
}

base::Task<bool> Listener::wait(bool for_events) { return wait_until(for_events ? Until::events : Until::woken); }

base::Task<bool> Listener::wait_until(Until until)
{
    return base::suspend<bool>([this, until](base::Suspended<bool> handle) { park(std::move(handle), until); });
}

void Listener::park(base::Suspended<bool> handle, Until until)
{
    if (was_woken_ || core_->is_stopped()) {
        was_woken_ = false;
        auto const executor = handle.executor();
        boost::asio::post(executor, [goes_on = !core_->is_stopped(), waiting = std::move(handle)]() mutable {
            waiting.resume(goes_on);
        });
        return;
    }
    parked_.emplace(std::move(handle));
    if (until == Until::events) room_->waiting.push_back(*this);
    if (until == Until::others) room_->joining.push_back(*this);
}

void Listener::wake()
{
    if (parked_)
        core_->make_ready(*this);
    else
        was_woken_ = true;
}

bool Listener::is_draining() const { return core_->is_draining(); }

void Listener::delivered(std::uint32_t events, Time committed_at)
{
    auto& metrics = core_->metrics();
    metrics.delivered.add(events);
    if (committed_at != Time()) metrics.delivery.record(Clock::now() - committed_at);
}

}
