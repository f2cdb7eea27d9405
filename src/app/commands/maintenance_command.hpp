// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/command.hpp"
#include "app/settings/settings.hpp"

#include <vector>

namespace CLI {
class App;
}

namespace app {

/// Adds `backup`, `restore` and `verify`; what is given goes to `line`. Returns them: each needs a data folder.
std::vector<CLI::App*> add_maintenance(CLI::App& app, CommandLine& line);

/// Runs the one of them that `line` names. The result goes to stdout, how far it is to stderr if that is a terminal.
/// `failed` also when verify finds something; `unreachable`: a server has the folder and does not answer.
ExitCode run_maintenance(CommandLine const& line, Settings const& settings);

}
