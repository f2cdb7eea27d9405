// SPDX-License-Identifier: Apache-2.0
#include "realtime/topic.hpp"

#include <algorithm>

namespace realtime {

namespace {

Topic::Batch make_batch(std::span<Frame const> frames, bool more, domain::LogFilter const& filter = {})
{
    auto const taken =
        filter.takes_all()
            ? static_cast<std::ptrdiff_t>(frames.size())
            : std::ranges::count_if(frames, [&filter](Frame const& frame) { return filter.takes(frame.channel); });
    return {joined(frames, more, filter), frames.back().seq, static_cast<std::uint32_t>(taken),
            frames.front().committed_at};
}

std::span<Frame const> fitting(std::span<Frame const> frames)
{
    return frames.first(batch_size(frames, max_batch_events, max_batch_bytes));
}

}

void Topic::append(Frame frame)
{
    if (frame.seq <= position_.head) return;
    if (frame.seq != position_.head + 1) was_tail_read_ = false;
    position_.head = frame.seq;
    ring_.push(std::move(frame));
}

std::optional<Topic::Batch> Topic::after(std::uint64_t cursor, domain::LogFilter const& filter)
{
    if (!filter.takes_all()) return filtered_after(cursor, filter);
    auto const tail = ring_.after(cursor);
    // A single event is the frame itself; everything else is worth sharing with readers at the same place.
    if (tail.size() == 1) return make_batch(tail, false);

    for (auto const& page : pages_) {
        bool const says_more = page.batch.to < page.head;
        if (page.cursor == cursor && (says_more || page.head == position_.head)) return page.batch;
    }
    if (tail.empty()) return std::nullopt;
    auto const frames = fitting(tail);
    auto batch = make_batch(frames, frames.size() < tail.size());
    keep(cursor, batch, {});
    return batch;
}

std::optional<Topic::Batch> Topic::filtered_after(std::uint64_t cursor, domain::LogFilter const& filter) const
{
    std::span<Frame const> frames = fitting(ring_.after(cursor));
    for (auto const& page : pages_) {
        if (frames.empty() && page.cursor == cursor) frames = page.frames;
    }
    if (frames.empty()) return std::nullopt;
    return make_batch(frames, frames.back().seq < position_.head, filter);
}

void Topic::add_page(std::uint64_t cursor, ports::LogPage const& page)
{
    auto const generation = generation_;
    refresh(page.position);
    if (generation_ != generation) return;

    std::vector<Frame> frames;
    for (auto const& entry : page.entries) {
        if (entry.seq != cursor + 1 + frames.size()) break;
        if (!ring_.empty() && entry.seq >= ring_.first()) break;
        frames.push_back(make_frame(entry));
    }
    if (frames.empty()) {
        // Nothing where something was: it was trimmed, whatever `oldest` was when the store looked.
        if (ring_.empty() || cursor + 1 < ring_.first()) position_.oldest = std::max(position_.oldest, cursor + 2);
        return;
    }

    bool const reaches_tail =
        ring_.empty() ? frames.back().seq >= position_.head : frames.back().seq + 1 == ring_.first();
    auto const to = frames.back().seq;
    if (reaches_tail) {
        ring_.prepend(frames);
        position_.head = std::max(position_.head, to);
    }
    if (ring_.empty() || ring_.first() > cursor + 1) {
        auto batch = make_batch(frames, to < position_.head);
        keep(cursor, std::move(batch), std::move(frames));
    }
}

std::optional<std::uint64_t> Topic::tail_wanted(std::uint64_t cursor) const
{
    auto const lowest = position_.head > TailRing::max_events ? position_.head - TailRing::max_events : 0;
    auto const begin = std::max(lowest, position_.oldest - 1);
    if (was_tail_read_ || cursor < begin || cursor + 1 >= tail_begin()) return std::nullopt;
    return begin;
}

void Topic::add_tail(std::span<ports::LogEntry const> entries)
{
    was_tail_read_ = true;
    std::vector<Frame> frames;
    for (auto const& entry : entries) {
        if (!ring_.empty() && entry.seq >= ring_.first()) break;
        if (!frames.empty() && entry.seq != frames.back().seq + 1) return;
        frames.push_back(make_frame(entry));
    }
    if (frames.empty() || frames.back().seq + 1 < tail_begin()) return;
    position_.head = std::max(position_.head, frames.back().seq);
    ring_.prepend(std::move(frames));
}

void Topic::keep(std::uint64_t cursor, Batch batch, std::vector<Frame> frames)
{
    std::erase_if(pages_, [cursor](Page const& page) { return page.cursor == cursor; });
    if (pages_.size() == max_pages) pages_.erase(pages_.begin());
    pages_.push_back({cursor, position_.head, std::move(batch), std::move(frames)});
}

void Topic::forget_texts()
{
    ring_ = TailRing();
    pages_.clear();
    was_tail_read_ = false;
}

void Topic::refresh(ports::LogPosition const& position)
{
    if (position.epoch != position_.epoch) {
        auto const generation = generation_ + 1;
        *this = Topic(position);
        generation_ = generation;
    }
    position_.oldest = std::max(position_.oldest, position.oldest);
}

}
