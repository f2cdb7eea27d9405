// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings/settings.hpp"

#include <expected>
#include <functional>
#include <string>
#include <string_view>

namespace app {

/// One setting as the outside knows it: `data_dir` is flag `--data-dir`, variable `DATA_DIR`, TOML key `data_dir`.
struct SettingDescriptor {
    std::string_view name;
    std::string_view group;
    std::string_view help;
    std::string accepts;  ///< What a right value looks like: "a number from 0 to 65535".
    bool is_secret = false;

    /// Takes a value, or says what is wrong with it ("is not a number").
    std::function<std::expected<void, std::string>(Settings&, std::string_view)> assign;

    /// The value as it may be given back to `assign`; durations in their largest whole unit.
    std::function<std::string(Settings const&)> show;

    std::string flag() const;      ///< "--data-dir"
    std::string variable() const;  ///< "DATA_DIR"
};

}
