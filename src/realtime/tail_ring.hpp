// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "realtime/frame.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace realtime {

/// The newest events of a log, contiguous, as encoded frames: what most readers need, without the store.
class TailRing {
public:
    static constexpr std::size_t max_events = 256;
    static constexpr std::size_t max_bytes = 256 * 1024;

    bool empty() const { return frames().empty(); }
    std::size_t size() const { return frames().size(); }
    std::size_t bytes() const { return bytes_; }
    std::uint64_t first() const { return frames().front().seq; }
    std::uint64_t last() const { return frames().back().seq; }

    /// The next event. One that does not follow the last starts the ring anew. The oldest make room.
    void push(Frame frame);

    /// Puts contiguous frames that end right below `first` (any, when empty) in front: the newest that fit.
    void prepend(std::vector<Frame> older);

    /// Whether more could be put in front.
    bool has_room() const { return size() < max_events && bytes_ < max_bytes; }

    /// Everything behind `cursor`; empty when the ring does not hold cursor + 1.
    std::span<Frame const> after(std::uint64_t cursor) const;

private:
    std::span<Frame const> frames() const { return std::span(frames_).subspan(begin_); }
    void drop_first();

    std::vector<Frame> frames_;
    std::size_t begin_ = 0;  ///< What lies before it was dropped.
    std::size_t bytes_ = 0;
};

}
