// SPDX-License-Identifier: Apache-2.0
#include "realtime/core_topics.hpp"

#include "telemetry/shared_metrics.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace realtime {

namespace {

std::int64_t floor_second(Time time)
{
    return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

std::int64_t ceil_second(Time time) { return std::chrono::ceil<std::chrono::seconds>(time.time_since_epoch()).count(); }

/// Seconds; fine where the promise is (p99 under 5 ms).
constexpr std::array delivery_bounds{0.0005, 0.001, 0.0015, 0.002, 0.003, 0.004, 0.005, 0.0075, 0.01, 0.015,
                                     0.02,   0.03,  0.05,   0.1,   0.25,  0.5,   1.0,   2.5,    5.0,  10.0};

telemetry::Counter& delivered_counter(telemetry::Registry& registry, std::string_view transport)
{
    return registry.counter("stream_events_delivered_total", "Events handed to devices and channels.",
                            {{"transport", std::string(transport)}});
}

}

StreamMetrics::StreamMetrics(telemetry::Registry& registry)
    : websockets(registry.gauge("stream_listeners", "Devices that listen now.", {{"transport", "websocket"}})),
      event_streams(registry.gauge("stream_listeners", "Devices that listen now.", {{"transport", "sse"}})),
      long_polls(registry.gauge("stream_listeners", "Devices that listen now.", {{"transport", "long_poll"}})),
      websocket_events(delivered_counter(registry, "websocket")),
      event_stream_events(delivered_counter(registry, "sse")),
      long_poll_events(delivered_counter(registry, "long_poll")),
      poll_events(delivered_counter(registry, "poll")),
      delivery(registry.histogram("stream_delivery_seconds",
                                  "From a commit until all its bytes were handed to the kernel for one device, by "
                                  "WebSocket or event stream.",
                                  {}, delivery_bounds)),
      too_many_sockets(telemetry::limit_counter(registry, "sockets_per_business")),
      too_many_devices(telemetry::limit_counter(registry, "devices_per_credential")),
      store_reads(registry.counter("stream_store_reads_total", "Reads of the store for streams."))
{
}

CoreTopics::CoreTopics(boost::asio::io_context& context, ports::EventLog& log, ports::MarkReader& marks,
                       std::shared_ptr<Watchlist> watchlist, std::shared_ptr<Devices> devices,
                       std::shared_ptr<StreamMetrics> metrics)
    : context_(context),
      log_(log),
      marks_(marks),
      watchlist_(std::move(watchlist)),
      devices_(std::move(devices)),
      metrics_(std::move(metrics)),
      wheel_second_(floor_second(Clock::now()))
{
}

void CoreTopics::put(domain::BusinessId business, Frame const& frame)
{
    bool was_empty = false;
    {
        std::lock_guard const lock(mutex_);
        was_empty = inbox_.empty();
        inbox_.push_back({business, frame});
    }
    if (was_empty) boost::asio::post(context_, [self = shared_from_this()] { self->deliver(); });
}

void CoreTopics::put(domain::BusinessId business, ports::ReadMarks const& marks)
{
    boost::asio::post(context_, [self = shared_from_this(), business, marks] {
        auto const found = self->rooms_.find(business);
        if (found == self->rooms_.end()) return;
        auto& room = *found->second;
        room.marks = std::max(room.marks, marks);
        if (room.topic) room.topic->set_marks(marks);
    });
}

void CoreTopics::deliver()
{
    {
        std::lock_guard const lock(mutex_);
        std::swap(inbox_, delivering_);
    }
    for (auto& [business, frame] : delivering_) {
        auto const found = rooms_.find(business);
        if (found == rooms_.end() || !found->second->topic) continue;
        auto& room = *found->second;
        room.topic->append(std::move(frame));
        if (room.waiting.empty()) continue;
        room.ready.splice(room.ready.end(), room.waiting);
        if (!room.is_linked()) active_.push_back(room);
    }
    delivering_.clear();
    if (!is_slice_scheduled_) run_slice();
}

void CoreTopics::make_ready(Waiter& waiter)
{
    auto& hook = static_cast<AutoUnlinkHook&>(waiter);
    if (hook.is_linked()) hook.unlink();
    called_.push_back(waiter);
    schedule_slice();
}

void CoreTopics::wake(Waiter& waiter)
{
    if (waiter.parked)
        make_ready(waiter);
    else
        waiter.was_woken = true;
}

void CoreTopics::schedule_slice()
{
    if (std::exchange(is_slice_scheduled_, true)) return;
    boost::asio::post(context_, [self = shared_from_this()] { self->run_slice(); });
}

void CoreTopics::run_slice()
{
    is_slice_scheduled_ = false;
    std::size_t left = slice;
    // One that is resumed may end, and with it leave any list.
    for (; left > slice / 2 && !called_.empty(); --left) {
        auto& waiter = called_.front();
        called_.pop_front();
        resume(waiter);
    }
    while (left > 0 && !active_.empty()) {
        auto& room = active_.front();
        active_.pop_front();
        for (; left > 0 && !room.ready.empty(); --left) {
            auto& waiter = room.ready.front();
            room.ready.pop_front();
            resume(waiter);
        }
        if (!room.ready.empty() && !room.is_linked()) active_.push_back(room);
    }
    if (!called_.empty() || !active_.empty()) schedule_slice();
}

void CoreTopics::resume(Waiter& waiter)
{
    auto handle = std::move(*waiter.parked);
    waiter.parked.reset();
    handle.resume(!is_stopped_);
}

void CoreTopics::place(Waiter& waiter)
{
    auto& hook = static_cast<DeadlineHook&>(waiter);
    if (hook.is_linked()) hook.unlink();
    auto const turn = static_cast<std::int64_t>(wheel_.size());
    auto const due = std::min(waiter.deadline, Clock::now() + std::chrono::hours(1));
    auto const second = std::clamp(ceil_second(due), wheel_second_ + 1, wheel_second_ + turn - 1);
    wheel_[static_cast<std::size_t>(second % turn)].push_back(waiter);
}

void CoreTopics::set_deadline(Waiter& waiter, Time deadline)
{
    if (deadline == waiter.deadline) return;
    waiter.deadline = deadline;
    place(waiter);
}

void CoreTopics::demand_check(Waiter& waiter)
{
    if (std::exchange(waiter.must_check, true)) return;
    // Who does not get to it until then is interrupted.
    set_deadline(waiter, Clock::now());
    wake(waiter);
}

void CoreTopics::start()
{
    if (is_stopped_) return;
    timer_.emplace(context_);
    schedule_tick();
}

void CoreTopics::schedule_tick()
{
    timer_->expires_after(std::chrono::seconds(1));
    timer_->async_wait([self = shared_from_this()](boost::system::error_code error) {
        if (error || self->is_stopped_) return;
        self->tick(Clock::now());
        self->schedule_tick();
    });
}

void CoreTopics::tick(Time now)
{
    auto const turn = static_cast<std::int64_t>(wheel_.size());
    auto const until = floor_second(now);
    wheel_second_ = std::max(wheel_second_, until - turn);
    while (wheel_second_ < until) {
        ++wheel_second_;
        IntrusiveList<Waiter, DeadlineHook> due;
        due.swap(wheel_[static_cast<std::size_t>(wheel_second_ % turn)]);
        while (!due.empty()) {
            auto& waiter = due.front();
            place(waiter);
            if (waiter.deadline > now) continue;
            if (waiter.must_check && !waiter.parked && waiter.holder) waiter.holder->interrupt();
            wake(waiter);
        }
    }
    drop_idle_rooms(now);
    devices_->sweep(now);
}

void CoreTopics::drop_idle_rooms(Time now)
{
    for (auto it = rooms_.begin(); it != rooms_.end();) {
        auto& room = *it->second;
        if (room.topic) room.topic->forget_pages();
        bool const goes = room.listeners == 0 && now - room.idle_since >= topic_lingers;
        if (goes) watchlist_->unsubscribe(room.business, *this);
        it = goes ? rooms_.erase(it) : std::next(it);
    }
}

void CoreTopics::drain()
{
    is_draining_ = true;
    for (auto& bucket : wheel_) {
        for (auto& waiter : bucket) wake(waiter);
    }
}

void CoreTopics::forget_texts(domain::BusinessId business)
{
    auto const found = rooms_.find(business);
    if (found != rooms_.end() && found->second->topic) found->second->topic->forget_texts();
}

void CoreTopics::revoke(std::span<ports::Revocation const> revocations)
{
    ++revocations_;
    for (auto& bucket : wheel_) {
        for (auto at = bucket.begin(); at != bucket.end();) {
            // It may move to another bucket.
            auto& waiter = *at++;
            auto const is_concerned = [&](auto const& each) {
                return waiter.device && waiter.device->is_concerned(each);
            };
            if (std::ranges::any_of(revocations, is_concerned)) demand_check(waiter);
        }
    }
}

void CoreTopics::stop()
{
    is_draining_ = true;
    is_stopped_ = true;
    timer_.reset();
    drain();
    while (!called_.empty()) {
        auto& waiter = called_.front();
        called_.pop_front();
        resume(waiter);
    }
    for (auto& [business, room] : rooms_) watchlist_->unsubscribe(business, *this);
}

}
