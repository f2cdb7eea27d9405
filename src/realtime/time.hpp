// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace realtime {

/// Deadlines are monotonic; wall time appears only in what devices read.
using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

}
