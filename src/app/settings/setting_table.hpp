// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings/setting_descriptor.hpp"

#include <span>
#include <string_view>

namespace app {

/// All settings, by group.
std::span<SettingDescriptor const> setting_table();

SettingDescriptor const* find_setting(std::string_view name);

/// The name in `names` that `word` was probably meant to be; empty when none is near.
std::string_view nearest(std::string_view word, std::span<std::string_view const> names);

/// As `nearest` over the names of all settings.
std::string_view nearest_setting(std::string_view word);

}
