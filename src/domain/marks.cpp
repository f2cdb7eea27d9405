// SPDX-License-Identifier: Apache-2.0
#include "domain/marks.hpp"

#include <algorithm>

namespace domain {

/// On over the marked ones that follow, so that the one behind it is unread.
void Marks::raise(std::uint64_t to)
{
    read_up_to_ = std::max(read_up_to_, to);
    while (!above_.empty() && *above_.begin() <= read_up_to_ + 1) {
        read_up_to_ = std::max(read_up_to_, *above_.begin());
        above_.erase(above_.begin());
    }
}

bool Marks::mark_read(std::uint64_t seq)
{
    if (is_read(seq)) return false;
    above_.insert(seq);
    raise(read_up_to_);
    ++version_;
    return true;
}

bool Marks::mark_read_up_to(std::uint64_t seq)
{
    if (seq <= read_up_to_) return false;
    raise(seq);
    ++version_;
    return true;
}

bool Marks::remove(std::uint64_t seq)
{
    if (!deleted_.insert(seq).second) return false;
    if (!is_read(seq)) above_.insert(seq);
    raise(read_up_to_);
    ++version_;
    return true;
}

bool Marks::trimmed_to(std::uint64_t seq)
{
    auto const before = read_up_to_;
    auto const trimmed = deleted_.upper_bound(seq);
    bool const drops = trimmed != deleted_.begin();
    deleted_.erase(deleted_.begin(), trimmed);
    raise(seq);
    return drops || read_up_to_ != before;
}

}
