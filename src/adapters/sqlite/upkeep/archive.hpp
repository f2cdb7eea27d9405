// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/readers.hpp"
#include "adapters/sqlite/engine/writer.hpp"
#include "base/work_queue.hpp"
#include "ports/archive.hpp"

#include <atomic>

namespace adapters::sqlite {

/// Reads in one transaction on a thread of its own: while it lasts the write-ahead log grows. Writes as one write.
class SqliteArchive final : public ports::Archive {
public:
    SqliteArchive(Writer& writer, Readers& readers) : writer_(writer), readers_(readers), queue_(1, 1) {}

    base::Task<base::Result<void>> read(Take take) override;
    base::Task<base::Result<void>> write(Next next) override;

    /// A read under way fails with `unavailable`. Once.
    void stop();

private:
    base::Result<void> read_all(Take const& take);

    Writer& writer_;
    Readers& readers_;
    std::atomic<bool> is_stopping_{false};
    base::WorkQueue queue_;
};

/// Calls `take` with every record that `database` holds.
base::Result<void> read_archive(Database& database, ports::Archive::Take const& take);

/// Stores a record; one that does not fit to those before it is `invalid` or throws DatabaseError.
base::Result<void> write_record(WriteAccess& access, domain::ArchiveRecord const& record);

}
