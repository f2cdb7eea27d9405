// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <ctime>

namespace loadtest {

/// Nanoseconds of the one monotonic clock that every figure is taken from.
using Nanos = std::int64_t;

inline constexpr Nanos second = 1'000'000'000;

inline Nanos now()
{
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * second + time.tv_nsec;
}

}
