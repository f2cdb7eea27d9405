// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.hpp"

#include <chrono>

namespace base {

/// Lets others on this core go on; with a time, for so long at least.
Task<void> pause(std::chrono::milliseconds time = std::chrono::milliseconds(0));

}
