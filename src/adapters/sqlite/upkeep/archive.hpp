// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/database.hpp"
#include "adapters/sqlite/engine/writer.hpp"
#include "base/work_queue.hpp"
#include "ports/archive.hpp"

#include <filesystem>
#include <functional>
#include <memory>

namespace adapters::sqlite {

/// Reads on a thread of its own, each reading in one transaction of one connection: while it lasts the write-ahead log
/// grows. Writes each batch as one write. The mark is a row of `importing`.
class SqliteArchive final : public ports::Archive {
public:
    SqliteArchive(Writer& writer, std::function<std::unique_ptr<Database>()> open)
        : writer_(writer), open_(std::move(open)), queue_(1, 1)
    {
    }

    base::Task<base::Result<std::unique_ptr<Reading>>> read() override;
    base::Task<base::Result<std::unique_ptr<Writing>>> write() override;

    /// A reading under way fails with `unavailable`. Once.
    void stop() { queue_.stop(); }

private:
    Writer& writer_;
    std::function<std::unique_ptr<Database>()> open_;
    base::WorkQueue queue_;
};

/// Whether an import has not finished; false for a file of an older schema, in which none begins.
bool is_importing(Database& database);

/// `unavailable` `import_unfinished`, and what to do.
base::Failure import_unfinished(std::filesystem::path const& folder);

}
