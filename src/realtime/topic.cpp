// SPDX-License-Identifier: Apache-2.0
#include "realtime/topic.hpp"

#include <algorithm>

namespace realtime {

namespace {

Topic::Batch make_batch(std::span<Frame const> frames, bool more)
{
    return {joined(frames, more), frames.back().seq, static_cast<std::uint32_t>(frames.size()),
            frames.front().committed_at};
}

}

void Topic::append(Frame frame)
{
    if (frame.seq <= position_.head) return;
    position_.head = frame.seq;
    ring_.push(std::move(frame));
}

std::optional<Topic::Batch> Topic::after(std::uint64_t cursor)
{
    auto const tail = ring_.after(cursor);
    // A single event is the frame itself; everything else is worth sharing with readers at the same place.
    if (tail.size() == 1) return make_batch(tail, false);

    for (auto const& page : pages_) {
        bool const says_more = page.batch.to < page.head;
        if (page.cursor == cursor && (says_more || page.head == position_.head)) return page.batch;
    }
    if (tail.empty()) return std::nullopt;
    auto const fitting = tail.first(batch_size(tail, max_batch_events, max_batch_bytes));
    auto batch = make_batch(fitting, fitting.size() < tail.size());
    keep(cursor, batch);
    return batch;
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
    auto const batch = make_batch(frames, to < position_.head);
    if (reaches_tail && ring_.prepend(std::move(frames)))
        position_.head = std::max(position_.head, to);
    else
        keep(cursor, batch);
}

void Topic::keep(std::uint64_t cursor, Batch batch)
{
    std::erase_if(pages_, [cursor](Page const& page) { return page.cursor == cursor; });
    if (pages_.size() == max_pages) pages_.erase(pages_.begin());
    pages_.push_back({cursor, position_.head, std::move(batch)});
}

void Topic::refresh(ports::LogPosition const& position)
{
    if (position.epoch != position_.epoch) {
        auto const generation = generation_ + 1;
        *this = Topic(position);
        generation_ = generation;
    }
    position_.oldest = std::max(position_.oldest, position.oldest);
    set_marks(position.marks);
}

}
