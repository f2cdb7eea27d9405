// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>

namespace http {

/// Lets through so many per second on average, and at most `burst` at once. Pure: time comes with each call.
class TokenBucket {
public:
    using Time = std::chrono::steady_clock::time_point;

    TokenBucket(double per_second, double burst) : per_second_(per_second), burst_(burst), tokens_(burst) {}

    /// False: there are not so many; then none is taken.
    bool take(Time now, double count = 1)
    {
        if (now > filled_at_) {
            // The first call only sets the clock: the bucket begins full.
            auto const elapsed = std::chrono::duration<double>(now - filled_at_).count();
            tokens_ = std::min(burst_, tokens_ + per_second_ * elapsed);
            filled_at_ = now;
        }
        if (tokens_ < count) return false;
        tokens_ -= count;
        return true;
    }

    void give(double count) { tokens_ = std::min(burst_, tokens_ + count); }

private:
    double per_second_;
    double burst_;
    double tokens_;
    Time filled_at_{};
};

}
