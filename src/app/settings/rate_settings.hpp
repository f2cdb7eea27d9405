// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings/setting_table.hpp"

#include <vector>

namespace app {

void add_rate_settings(std::vector<SettingDescriptor>& table);

}
