// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/database.hpp"

#include <string>

namespace adapters::sqlite {

/// The schema that this program writes, and the one that a file has (0: an empty file).
int newest_schema();
int schema_of(Database& database);

/// What is said of a file whose schema is newer.
std::string newer_schema_text(int schema);

/// Brings the file to this program's schema, one numbered step a transaction (`PRAGMA user_version` counts them).
/// Throws NewerSchema when the file was written by a newer program, DatabaseError otherwise.
/// Tests stop at an older one.
void migrate(Database& database, int to = newest_schema());

/// Throws NewerSchema as `migrate`, and changes nothing.
void check_version(Database& database);

struct NewerSchema : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}
