// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/command.hpp"
#include "app/operations/operations.hpp"
#include "app/settings/settings.hpp"

#include <optional>

namespace app {

/// Has the server that serves the data folder run it, or runs it here when none does; prints the result to stdout,
/// what went wrong to stderr. `unreachable`: a server has the folder and does not answer.
ExitCode run_operation(Settings const& settings, OperationRequest const& request, bool as_json);

/// What became of it. Nothing, and the reason on stderr, when a server has the folder and does not answer.
std::optional<OperationAnswer> ask_or_run(Settings const& settings, OperationRequest const& request);

/// Prints what came of it.
ExitCode show(OperationAnswer const& answer, bool as_json);

/// The arguments of the command line as JSON, those that are secret read from standard input.
std::string operation_arguments(OperationCall const& call);

}
