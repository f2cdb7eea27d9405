// SPDX-License-Identifier: Apache-2.0
#include "realtime/core_topics.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

/// The part of CoreTopics that reads the store.
namespace realtime {

namespace {

constexpr std::chrono::milliseconds mend_retry{100};

}

Room& CoreTopics::enter(domain::BusinessId business)
{
    auto& room = rooms_[business];
    if (!room) {
        room = std::make_unique<Room>(business);
        watchlist_->subscribe(business, *this);
    }
    ++room->listeners;
    return *room;
}

void CoreTopics::leave(Room& room)
{
    if (--room.listeners == 0) room.idle_since = Clock::now();
}

void CoreTopics::wake_all(IntrusiveList<Waiter, AutoUnlinkHook>& waiters)
{
    while (!waiters.empty()) make_ready(waiters.front());
}

base::Task<base::Result<ports::LogPosition>> CoreTopics::position(domain::BusinessId business)
{
    return log_.position(business);
}

base::Task<void> CoreTopics::open(Room& room)
{
    room.is_opening = true;
    auto position = co_await log_.position(room.business);
    auto const marks = co_await marks_.marks(room.business);
    room.is_opening = false;
    if (position && marks) {
        // Subscribed since before the read: what the gate passed is in the store, what it will pass comes here.
        auto const passed = watchlist_->open(room.business, position->head);
        position->head = std::max(position->head, passed);
        room.topic.emplace(std::move(*position), *marks);
        room.topic->set_marks(room.marks);
        room.refreshed_at = Clock::now();
        room.failure.reset();
    } else {
        room.failure = position ? marks.error() : position.error();
    }
    wake_all(room.joining);
}

base::Task<void> CoreTopics::refresh(Room& room)
{
    room.refreshed_at = Clock::now();
    auto const position = co_await log_.position(room.business);
    if (position) room.topic->refresh(*position);
    auto const marks = co_await marks_.marks(room.business);
    if (marks) room.topic->set_marks(*marks);
}

bool CoreTopics::is_being_read(Room const& room, std::uint64_t after) const
{
    if (room.is_reading_tail && room.topic->tail_wanted(after)) return true;
    return std::ranges::find(room.reading, after) != room.reading.end();
}

base::Task<void> CoreTopics::read(Room& room, std::uint64_t after)
{
    bool is_read = false;
    if (auto const begin = room.topic->tail_wanted(after))
        is_read = co_await read_tail(room, *begin);
    else
        is_read = co_await read_page(room, after);
    if (!is_read) room.read_failed_at = Clock::now();
    wake_all(room.joining);
}

base::Task<bool> CoreTopics::read_tail(Room& room, std::uint64_t begin)
{
    room.is_reading_tail = true;
    auto const generation = room.topic->generation();
    std::vector<ports::LogEntry> entries;
    bool is_read = true;
    bool has_more = true;
    while (is_read && has_more && !is_stopped_) {
        metrics_->store_reads.add();
        auto const after = entries.empty() ? begin : entries.back().seq;
        auto const page = co_await log_.read(room.business, after, TailRing::max_events, TailRing::max_bytes);
        is_read = page.has_value();
        if (!is_read) break;
        entries.insert(entries.end(), page->entries.begin(), page->entries.end());
        has_more = !page->entries.empty() && entries.back().seq + 1 < room.topic->tail_begin();
        // Large orders: others have their turn between two pages.
        if (has_more) co_await boost::asio::post(context_, boost::asio::use_awaitable);
    }
    room.is_reading_tail = false;
    if (is_read && generation == room.topic->generation()) room.topic->add_tail(entries);
    co_return is_read;
}

base::Task<bool> CoreTopics::read_page(Room& room, std::uint64_t after)
{
    room.reading.push_back(after);
    metrics_->store_reads.add();
    auto const page = co_await log_.read(room.business, after, max_batch_events, max_batch_bytes);
    std::erase(room.reading, after);
    if (page) room.topic->add_page(after, *page);
    co_return page.has_value();
}

void CoreTopics::mend(domain::BusinessId business)
{
    boost::asio::post(context_, [self = shared_from_this(), business] {
        if (self->is_stopped_) return;
        boost::asio::co_spawn(self->context_, self->mend_gap(business), [self](std::exception_ptr error) {
            if (error) std::rethrow_exception(error);
        });
    });
}

base::Task<void> CoreTopics::mend_gap(domain::BusinessId business)
{
    boost::asio::steady_timer pause(context_);
    while (!is_stopped_) {
        auto const missing = watchlist_->missing(business, Clock::now());
        if (missing.is_whole) co_return;

        pause.expires_after(ContiguityGate::patience);
        if (missing.after) {
            metrics_->store_reads.add();
            auto const page = co_await log_.read(business, *missing.after, max_batch_events, max_batch_bytes);
            if (!page || page->entries.empty()) pause.expires_after(mend_retry);
            if (page) {
                for (auto const& entry : page->entries) watchlist_->offer(business, entry, Clock::now(), false);
            }
        }
        boost::system::error_code ignored;
        co_await pause.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    }
}

}
