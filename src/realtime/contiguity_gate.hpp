// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "realtime/frame.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace realtime {

/// Puts one business's events in order before they fan out: own commits and what other replicas announce arrive
/// in any order, more than once or not at all; each leaves once, after its predecessor. No I/O; not thread-safe.
class ContiguityGate {
public:
    /// How long a predecessor may be under way before the store is asked.
    static constexpr std::chrono::milliseconds patience{3};
    /// Held behind a gap; what exceeds it is read from the store with the gap.
    static constexpr std::size_t max_held = 256;

    bool is_open() const { return is_open_; }

    /// The log reached `head` when it was read. Events from here on pass. Opening again changes nothing.
    void open(std::uint64_t head);

    /// The last event that passed (or was there before the gate opened).
    std::uint64_t head() const { return head_; }

    /// Takes an event and appends to `passed` what is now in order. Before `open` nothing passes: events are only
    /// remembered as committed, readers find them in the store.
    void offer(Frame frame, Time now, std::vector<Frame>& passed);

    /// Whether something is missing that was seen to exist.
    bool has_gap() const { return is_open_ && seen_ > head_; }

    /// The store is to be read after this seq and what it has to be offered: a gap outlived the patience.
    std::optional<std::uint64_t> missing_after(Time now) const;

private:
    void pass_held(std::vector<Frame>& passed);

    bool is_open_ = false;
    std::uint64_t head_ = 0;
    std::uint64_t seen_ = 0;
    Time gap_since_ = {};
    std::map<std::uint64_t, Frame> held_;
};

}
