// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/database.hpp"

namespace adapters::sqlite {

/// Brings the file to this program's schema, one numbered step a transaction (`PRAGMA user_version` counts them).
/// Throws NewerSchema when the file was written by a newer program, DatabaseError otherwise.
void migrate(Database& database);

/// Throws NewerSchema as `migrate`, and changes nothing.
void check_version(Database& database);

struct NewerSchema : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}
