// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace http {

/// `host`, `host:port` or `[address]:port`, not empty, without user information.
bool is_valid_authority(std::string_view text);

}
