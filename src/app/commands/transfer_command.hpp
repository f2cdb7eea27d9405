// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/command.hpp"
#include "app/settings/settings.hpp"

#include <string>

namespace app {

/// `order-receiver export FILE`: the server of the data folder writes it, or this process when none runs. "-" is the
/// standard output.
ExitCode run_export(Settings const& settings, std::string const& file, bool as_json);

/// `order-receiver import FILE`: into an empty data folder that no server uses.
ExitCode run_import(Settings const& settings, std::string const& file, bool as_json);

}
