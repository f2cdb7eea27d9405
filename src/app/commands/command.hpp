// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadtest/options.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What the program is asked to do: what command_line.hpp reads, and each command runs.
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

/// What was given to `backup`, `restore` and `verify`.
struct MaintenanceOptions {
    std::optional<std::filesystem::path> file;
    std::uint64_t skip_numbers = 1'000;
    bool replaces = false;
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

}
