// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings/settings.hpp"
#include "base/result.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace app {

/// Where settings come from, the first that has one wins: flags, environment, file, defaults.
struct SettingSources {
    std::map<std::string, std::string, std::less<>> flags;  ///< By setting name ("data_dir").
    std::function<std::optional<std::string>(std::string const& variable)> environment;
    std::optional<std::filesystem::path> config_file;       ///< Of the flag; else `CONFIG_FILE`.
    Settings defaults = {};
};

struct LoadedSettings {
    Settings values;
    std::map<std::string, std::string, std::less<>> origins;  ///< By setting name: "flag --port", "default".
    std::string config_file;                                  ///< Empty: none was read.
};

/// `invalid` `setting_invalid` with one line that says which setting, why, and what would be right.
/// An empty variable counts as absent; an unknown key of the file is an error.
base::Result<LoadedSettings> load_settings(SettingSources const& sources);

/// The process's environment, for `SettingSources`.
std::optional<std::string> environment_variable(std::string const& name);

}
