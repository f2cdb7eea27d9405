// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/command.hpp"

namespace CLI {
class App;
}

namespace app {

/// Adds `loadtest` with a word for each of its modes; what is given goes to `line`.
void add_loadtest(CLI::App& app, CommandLine& line);

/// Runs it; the result goes to stdout. `failed` also when something was refused, lost or doubled.
ExitCode run_loadtest(loadtest::Options const& options);

}
