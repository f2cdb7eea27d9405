// SPDX-License-Identifier: Apache-2.0
#include "realtime/contiguity_gate.hpp"

#include <algorithm>

namespace realtime {

void ContiguityGate::open(std::uint64_t head)
{
    if (is_open_) return;
    is_open_ = true;
    head_ = std::max(head, seen_);
    seen_ = head_;
}

void ContiguityGate::offer(Frame frame, Time now, std::vector<Frame>& passed)
{
    bool const had_gap = has_gap();
    seen_ = std::max(seen_, frame.seq);
    if (!is_open_ || frame.seq <= head_) return;

    auto const before = head_;
    if (frame.seq == head_ + 1) {
        head_ = frame.seq;
        passed.push_back(std::move(frame));
        pass_held(passed);
    } else if (held_.size() < max_held) {
        auto const seq = frame.seq;
        held_.try_emplace(seq, std::move(frame));
    }
    if (!had_gap || head_ != before) gap_since_ = now;
}

void ContiguityGate::pass_held(std::vector<Frame>& passed)
{
    while (!held_.empty() && held_.begin()->first <= head_ + 1) {
        auto node = held_.extract(held_.begin());
        if (node.key() != head_ + 1) continue;
        head_ = node.key();
        passed.push_back(std::move(node.mapped()));
    }
}

std::optional<std::uint64_t> ContiguityGate::missing_after(Time now) const
{
    if (!has_gap() || now - gap_since_ < patience) return std::nullopt;
    return head_;
}

}
