// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/maintenance_options.hpp"
#include "loadtest/options.hpp"

#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace app {

/// What the program ends with.
enum class ExitCode { ok = 0, failed = 1, usage = 2, configuration = 3, unreachable = 4 };

enum class Command {
    serve,
    demo,
    config,
    routes,
    doctor,
    healthcheck,
    loadtest,
    openapi,
    version,
    operate,
    backup,
    restore,
    verify,
    export_store,
    import_store
};

/// An operation (operations.hpp) and what was given to it.
struct OperationCall {
    std::string name;
    std::map<std::string, std::string> texts;
    std::vector<std::string> flags;
    std::vector<std::string> secrets;  ///< Still to be read.
};

/// The command line, read but not judged: values of settings are checked when they are loaded.
struct CommandLine {
    Command command = Command::serve;
    std::map<std::string, std::string, std::less<>> settings;  ///< Flags that were given, by setting name.
    std::optional<std::filesystem::path> config_file;
    OperationCall operation;  ///< For `operate`.
    std::string transfer_file;  ///< For `export` and `import`.
    bool json = false;
    bool markdown = false;
    loadtest::Options loadtest;
    MaintenanceOptions maintenance;
};

/// Prints help to stdout (`ok`) or what is wrong to stderr (`usage`) itself; then the exit code.
std::expected<CommandLine, ExitCode> parse_command_line(int argc, char const* const* argv);

}
