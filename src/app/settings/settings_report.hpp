// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings/load_settings.hpp"

#include <string>

namespace app {

/// The effective value and origin of each setting, secrets redacted: what `order-receiver config` prints.
std::string settings_as_text(LoadedSettings const& loaded);
std::string settings_as_json(LoadedSettings const& loaded);

/// docs/settings.md: every setting with its names, default and range. Depends on the program only.
std::string settings_as_markdown();

}
