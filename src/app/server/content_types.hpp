// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace app {

/// What a file holds, by the ending of its name; nothing for an ending that no file of ours has. A name without one
/// is plain text.
std::optional<std::string_view> content_type_of(std::string_view name);

}
