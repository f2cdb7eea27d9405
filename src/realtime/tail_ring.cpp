// SPDX-License-Identifier: Apache-2.0
#include "realtime/tail_ring.hpp"

#include <iterator>
#include <utility>

namespace realtime {

void TailRing::push(Frame frame)
{
    if (!empty() && frame.seq != last() + 1) *this = TailRing();
    bytes_ += frame.message->size();
    frames_.push_back(std::move(frame));
    while (size() > 1 && (size() > max_events || bytes_ > max_bytes)) drop_first();
}

void TailRing::drop_first()
{
    bytes_ -= frames_[begin_].message->size();
    frames_[begin_++] = {};
    if (begin_ * 2 < frames_.size()) return;
    frames_.erase(frames_.begin(), frames_.begin() + static_cast<std::ptrdiff_t>(begin_));
    begin_ = 0;
}

void TailRing::prepend(std::vector<Frame> older)
{
    if (older.empty()) return;
    if (!empty() && older.back().seq + 1 != first()) return;
    auto taken = older.end();
    while (taken != older.begin()) {
        auto const next = std::prev(taken);
        auto const count = static_cast<std::size_t>(older.end() - next) + size();
        auto const added = next->message->size();
        if (count > 1 && (count > max_events || bytes_ + added > max_bytes)) break;
        bytes_ += added;
        taken = next;
    }
    older.erase(older.begin(), taken);
    older.insert(older.end(), frames().begin(), frames().end());
    frames_ = std::move(older);
    begin_ = 0;
}

std::span<Frame const> TailRing::after(std::uint64_t cursor) const
{
    if (empty() || cursor + 1 < first() || cursor >= last()) return {};
    return frames().subspan(cursor + 1 - first());
}

}
