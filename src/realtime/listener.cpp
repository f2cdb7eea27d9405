// SPDX-License-Identifier: Apache-2.0
#include "realtime/listener.hpp"

#include "realtime/core_topics.hpp"

#include <boost/asio/post.hpp>

namespace realtime {

namespace {

auto stopping() { return std::unexpected(base::shutting_down()); }

telemetry::Gauge& gauge_of(StreamMetrics& metrics, domain::Transport transport)
{
    switch (transport) {
    case domain::Transport::websocket: return metrics.websockets;
    case domain::Transport::events: return metrics.event_streams;
    case domain::Transport::long_poll: break;
    }
    return metrics.long_polls;
}

}

Listener::Listener(std::shared_ptr<CoreTopics> core, domain::Transport transport, Interruptible* holder)
    : core_(std::move(core)), transport_(transport)
{
    waiter_.holder = holder;
    core_->place(waiter_);
}

Listener::~Listener()
{
    if (room_) core_->leave(*room_);
    if (!waiter_.device) return;
    core_->devices().leave(*waiter_.device, transport_, Clock::now());
    gauge_of(core_->metrics(), transport_).add(-1);
}

base::Task<base::Result<void>> Listener::join(domain::BusinessId business, domain::Principal const& caller)
{
    if (core_->is_stopped()) co_return stopping();
    auto device = core_->devices().enter(business, caller, transport_, Clock::now());
    if (!device) {
        auto& metrics = core_->metrics();
        bool const is_full = device.error().kind == base::FailureKind::exhausted;
        (is_full ? metrics.too_many_sockets : metrics.too_many_devices).add();
        co_return std::unexpected(device.error());
    }
    waiter_.device = std::move(*device);
    room_ = &core_->enter(business);
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

base::Result<void> Listener::change_caller(domain::Principal const& caller)
{
    auto const now = Clock::now();
    auto device = core_->devices().enter(waiter_.device->business, caller, transport_, now);
    if (!device) return std::unexpected(device.error());
    (*device)->saw(waiter_.device->seq, now);
    core_->devices().leave(*waiter_.device, transport_, now);
    waiter_.device = std::move(*device);
    return {};
}

std::uint64_t Listener::revocations() const { return core_->revocations(); }

Topic* Listener::topic() const { return room_ && room_->topic ? &*room_->topic : nullptr; }

base::Task<void> Listener::read_store(std::uint64_t after)
{
    if (core_->is_being_read(*room_, after)) {
        co_await wait_until(Until::others);
    } else if (Clock::now() - room_->read_failed_at < CoreTopics::retry_after) {
        // A time that has passed is due at the next tick.
        set_deadline(Clock::now());
        co_await wait_until(Until::woken);
    } else {
        co_await core_->read(*room_, after);
    }
}

base::Task<base::Result<ports::LogPosition>> Listener::read_position() { return core_->position(room_->business); }

void Listener::set_deadline(Time deadline) { core_->set_deadline(waiter_, deadline); }

base::Task<bool> Listener::wait(bool for_events) { return wait_until(for_events ? Until::events : Until::woken); }

base::Task<bool> Listener::wait_until(Until until)
{
    return base::suspend<bool>([this, until](base::Suspended<bool> handle) { park(std::move(handle), until); });
}

void Listener::park(base::Suspended<bool> handle, Until until)
{
    if (waiter_.was_woken || core_->is_stopped()) {
        waiter_.was_woken = false;
        auto const executor = handle.executor();
        boost::asio::post(executor, [goes_on = !core_->is_stopped(), waiting = std::move(handle)]() mutable {
            waiting.resume(goes_on);
        });
        return;
    }
    waiter_.parked.emplace(std::move(handle));
    if (until == Until::events) room_->waiting.push_back(waiter_);
    if (until == Until::others) room_->joining.push_back(waiter_);
}

void Listener::wake() { core_->wake(waiter_); }

bool Listener::is_draining() const { return core_->is_draining(); }

void Listener::delivered(std::uint32_t events, Time committed_at)
{
    auto& metrics = core_->metrics();
    (transport_ == domain::Transport::events ? metrics.event_stream_events : metrics.websocket_events).add(events);
    if (committed_at != Time()) metrics.delivery.record(Clock::now() - committed_at);
}

}
