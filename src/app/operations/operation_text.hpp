// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/document.hpp"

#include <string>
#include <string_view>

namespace app {

/// How large the JSON that an operation answers may be.
constexpr json::ParseLimits answer_limits{.values = 10'000'000};

/// JSON as a person reads it on a terminal: an object with one list of objects as a table with headings, any other
/// object as one `name: value` line each, nested names with dots. Text that is no JSON stays as it is.
std::string as_text(std::string_view json);

}
