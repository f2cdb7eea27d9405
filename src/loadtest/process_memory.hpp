// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace loadtest {

/// Bytes of memory that are the process's own share (PSS, /proc/PID/smaps_rollup); what the kernel holds for its
/// sockets is not in it. Throws std::runtime_error when it may not be read.
std::int64_t proportional_bytes(std::int32_t process);

}
