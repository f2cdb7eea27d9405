// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"

#include <chrono>
#include <cstdint>

namespace domain {

/// So many requests in so much time. A bucket holds `limit` requests; one comes back each `interval()`.
struct Quota {
    std::uint32_t limit = 1;         ///< 1 to 1,000,000.
    std::chrono::seconds window{1};  ///< 1 s to a day.

    /// Rounded up, so that never more than `limit` come back in a `window`.
    std::chrono::microseconds interval() const
    {
        return std::chrono::microseconds((std::chrono::microseconds(window).count() + limit - 1) / limit);
    }

    bool operator==(Quota const&) const = default;
};

/// What a bucket says to one request.
struct Allowance {
    bool is_granted = true;
    std::uint32_t remaining = 0;           ///< Requests that would be granted at once.
    std::chrono::microseconds more_in{0};  ///< Until one more than `remaining`; 0 when the bucket is full.
};

/// GCRA (ITU-T I.371, the virtual scheduling form): all that is kept of a bucket is when it will be full again.
struct Taken {
    Allowance allowance;
    base::Instant full_at;
};

/// One request at `now`. A refusal leaves the bucket as it was. A bucket that seems to owe more than its whole quota,
/// as after the clock was set back, owes exactly that.
Taken taken_one(Quota const& quota, base::Instant full_at, base::Instant now);

/// When the bucket will be full if a request that was granted is taken back.
base::Instant given_back(Quota const& quota, base::Instant full_at);

}
