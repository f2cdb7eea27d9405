// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/command.hpp"

#include <expected>

namespace app {

/// Prints help to stdout (`ok`) or what is wrong to stderr (`usage`) itself; then the exit code.
std::expected<CommandLine, ExitCode> parse_command_line(int argc, char const* const* argv);

}
