// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/command.hpp"

namespace app {

/// Loads the settings and does what the command line says. Results go to stdout, talk to stderr.
ExitCode run_command(CommandLine const& line);

}
