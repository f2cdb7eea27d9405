// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace adapters::sqlite {

/// Of the SQLite library that the program runs with.
std::string_view library_version();

}
