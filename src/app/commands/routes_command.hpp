// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/command.hpp"
#include "app/settings/settings.hpp"

namespace app {

/// Prints method, path and callers of every route that a server with these settings has, asked of its router. Opens
/// nothing in `data_dir`.
ExitCode print_routes(Settings settings, bool as_json);

}
