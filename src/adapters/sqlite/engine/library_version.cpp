// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/library_version.hpp"

#include <sqlite3.h>

namespace adapters::sqlite {

std::string_view library_version() { return sqlite3_libversion(); }

}
