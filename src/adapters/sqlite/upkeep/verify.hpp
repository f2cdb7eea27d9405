// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/database.hpp"
#include "adapters/sqlite/upkeep/backups.hpp"
#include "base/progress.hpp"
#include "domain/ids.hpp"

#include <string>
#include <unordered_map>

namespace adapters::sqlite {

/// Reads the whole file, in the read transaction that the caller has begun or on a file that nobody writes, and says
/// what does not fit together: SQLite's own check first, then what the schema's rules say (docs/recovery.md lists
/// each finding). Of a file with an older schema only the former. What cannot be read is a finding, not an error;
/// fails when it is cancelled, or with `database_too_new`.
base::Result<FileVerification> verify_database(Database& database, base::Progress& progress);

/// What the parts of it share.
struct Inspection {
    struct Business {
        domain::BusinessId id;
        std::uint64_t oldest = 1;
        std::uint64_t head = 0;
    };

    Database& database;
    base::Progress& progress;
    ports::Verification& result;
    std::unordered_map<std::int64_t, Business> businesses = {};  ///< By number; heads after check_logs.

    void find(std::string code, std::string where, std::string detail)
    {
        result.add({std::move(code), std::move(where), std::move(detail)});
    }

    /// Null, and a finding with this code: there is none of that number.
    Business* business(std::int64_t number, char const* code, std::string const& what);

    /// For saying how far it is; 0 when it cannot be counted.
    std::uint64_t count(char const* sql);
};

void check_logs(Inspection& inspection);
void check_orders(Inspection& inspection);
void check_marks(Inspection& inspection);

}
