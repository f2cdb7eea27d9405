// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/command_line.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace app {

/// Asks GET /health/ready: `ok` when it answers 200, `failed` for any other answer, `unreachable` for none
/// within `timeout`. A wildcard host is asked on this machine. What was found goes to stderr.
ExitCode check_health(std::string const& host, std::uint16_t port, std::chrono::seconds timeout);

}
