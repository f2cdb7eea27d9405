// SPDX-License-Identifier: Apache-2.0
#include "domain/quota.hpp"

#include <algorithm>

namespace domain {

using std::chrono::microseconds;

Taken taken_one(Quota const& quota, base::Instant full_at, base::Instant now)
{
    auto const interval = quota.interval();
    auto const capacity = interval * quota.limit;
    auto debt = std::clamp(full_at - now, microseconds(0), capacity);
    bool const is_granted = debt + interval <= capacity;
    if (is_granted) debt += interval;

    auto const used = (debt + interval - microseconds(1)) / interval;
    Taken taken;
    taken.allowance.is_granted = is_granted;
    taken.allowance.remaining = quota.limit - static_cast<std::uint32_t>(used);
    taken.allowance.more_in = used == 0 ? microseconds(0) : debt - (used - 1) * interval;
    taken.full_at = now + debt;
    return taken;
}

base::Instant given_back(Quota const& quota, base::Instant full_at) { return full_at - quota.interval(); }

}
