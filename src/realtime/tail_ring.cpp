// SPDX-License-Identifier: Apache-2.0
#include "realtime/tail_ring.hpp"

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

bool TailRing::prepend(std::vector<Frame> older)
{
    if (older.empty()) return true;
    std::size_t added = 0;
    for (auto const& frame : older) added += frame.message->size();
    if (older.size() + size() > max_events || added + bytes_ > max_bytes) return false;
    if (!empty() && older.back().seq + 1 != first()) return false;

    older.insert(older.end(), frames().begin(), frames().end());
    frames_ = std::move(older);
    begin_ = 0;
    bytes_ += added;
    return true;
}

std::span<Frame const> TailRing::after(std::uint64_t cursor) const
{
    if (empty() || cursor + 1 < first() || cursor >= last()) return {};
    return frames().subspan(cursor + 1 - first());
}

}
