// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace app {

/// A file that was compiled into the program, by its path in the repository; empty when there is none.
std::string_view embedded(std::string_view name);

/// All of them, in order.
std::span<std::string_view const> embedded_names();

}
