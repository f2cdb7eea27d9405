// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/command.hpp"
#include "app/settings/settings.hpp"

#include <chrono>

namespace app {

/// Asks GET /health/ready of the server that has these settings: `ok` when it answers 200, `failed` for any other
/// answer, `unreachable` for none within `timeout`. A wildcard host is asked on this machine. What was found goes to
/// stderr.
ExitCode check_health(Settings const& settings, std::chrono::seconds timeout);

}
