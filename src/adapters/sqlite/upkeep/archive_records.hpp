// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/writer.hpp"
#include "adapters/sqlite/upkeep/backup.hpp"
#include "ports/archive.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace adapters::sqlite {

/// Every record that a file holds at the moment when this is made, on a connection of its own. One thread at a time.
class ArchivedRecords {
public:
    explicit ArchivedRecords(std::unique_ptr<Database> database);

    /// As Archive::Reading::next.
    ports::Archive::Batch next(std::size_t limit);

private:
    struct Rows {
        Rows(Database& database, char const* sql) : query(database.query(sql)) {}
        Query query;
    };

    std::unique_ptr<Database> database_;
    ReadTransaction one_moment_;
    std::size_t kind_ = 0;
    std::optional<Rows> rows_;  ///< Of that kind, as far as they were read.
};

/// Stores a record; what is wrong with it, when it does not fit to those before it: that, or DatabaseError with
/// SQLITE_CONSTRAINT.
std::optional<std::string> write_record(WriteAccess& access, domain::ArchiveRecord const& record);

}
