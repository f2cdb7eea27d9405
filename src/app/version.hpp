// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace app {

std::string_view version();

/// The version, and with `json` those of the libraries that the program runs with.
std::string version_text(bool json);

}
