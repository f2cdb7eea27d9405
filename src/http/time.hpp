// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace http {

using SteadyTime = std::chrono::steady_clock::time_point;
using WallTime = std::chrono::system_clock::time_point;

}
