// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/upkeep/archive.hpp"

#include "adapters/sqlite/engine/schema.hpp"
#include "adapters/sqlite/upkeep/archive_records.hpp"
#include "base/work_queue.hpp"

#include <array>

namespace adapters::sqlite {

namespace {

using ports::Archive;

/// `work` (() → T) on the queue's thread; what the file refuses is a failure.
template <typename Work>
auto read_on(base::WorkQueue& queue, Work work)
{
    using Answer = base::Result<std::invoke_result_t<Work&>>;
    return base::run_on(queue, [work = std::move(work)]() mutable -> Answer {
        try {
            return work();
        } catch (DatabaseError const& error) {
            return std::unexpected(base::unavailable("store_failed", error.what()));
        }
    });
}

class SqliteReading final : public Archive::Reading {
public:
    SqliteReading(base::WorkQueue& queue, std::unique_ptr<Database> database)
        : queue_(queue), records_(std::move(database))
    {
    }

    base::Task<base::Result<Archive::Batch>> next(std::size_t limit) override
    {
        return read_on(queue_, [this, limit] { return records_.next(limit); });
    }

private:
    base::WorkQueue& queue_;
    ArchivedRecords records_;
};

base::Result<std::optional<Archive::Misfit>> put_batch(WriteAccess& access, Archive::Batch const& batch)
{
    for (std::size_t i = 0; i < batch.size(); ++i) {
        try {
            if (auto wrong = write_record(access, batch[i])) return Archive::Misfit{i, std::move(*wrong)};
        } catch (DatabaseError const& error) {
            if ((error.code() & 0xff) != SQLITE_CONSTRAINT) throw;
            return Archive::Misfit{i, "does not fit to what is before it: " + std::string(error.what())};
        }
    }
    return std::nullopt;
}

class SqliteWriting final : public Archive::Writing {
public:
    explicit SqliteWriting(Writer& writer) : writer_(writer) {}

    base::Task<base::Result<std::optional<Archive::Misfit>>> put(Archive::Batch batch) override
    {
        return writer_.run<std::optional<Archive::Misfit>>(
            [batch = std::move(batch)](WriteAccess& access) { return put_batch(access, batch); });
    }

    base::Task<base::Result<void>> finish() override
    {
        return writer_.run<void>([](WriteAccess& access) -> base::Result<void> {
            access.database.query("DELETE FROM importing").run();
            return {};
        });
    }

private:
    Writer& writer_;
};

bool is_empty(Database& database)
{
    auto query = database.query("SELECT EXISTS(SELECT 1 FROM users) OR EXISTS(SELECT 1 FROM businesses) "
                                "OR EXISTS(SELECT 1 FROM events) OR EXISTS(SELECT 1 FROM orders)");
    query.step();
    return query.integer(0) == 0;
}

/// True: another import did not finish, and what it left is there.
base::Result<bool> begin_import(WriteAccess& access)
{
    if (is_importing(access.database)) return true;
    if (!is_empty(access.database))
        return base::failure(base::FailureKind::conflict, "store_not_empty",
                             "there are people, businesses or orders already; import goes into an empty data folder");
    access.database.query("INSERT INTO importing VALUES(1)").run();
    return false;
}

/// What an import brings, a table a write: what names others goes before them.
constexpr std::array emptying = {
    "DELETE FROM notification_marks", "DELETE FROM orders",     "DELETE FROM events", "DELETE FROM api_keys",
    "DELETE FROM memberships",        "DELETE FROM businesses", "DELETE FROM users",
};

}

bool is_importing(Database& database)
{
    return schema_of(database) == newest_schema() && database.query("SELECT 1 FROM importing").step();
}

base::Failure import_unfinished(std::filesystem::path const& folder)
{
    return base::unavailable("import_unfinished",
                             folder.string() + ": an import did not end; run it again, or remove the folder");
}

base::Task<base::Result<std::unique_ptr<Archive::Reading>>> SqliteArchive::read()
{
    return read_on(queue_,
                   [this]() -> std::unique_ptr<Reading> { return std::make_unique<SqliteReading>(queue_, open_()); });
}

base::Task<base::Result<std::unique_ptr<Archive::Writing>>> SqliteArchive::write()
{
    auto const is_left = co_await writer_.run<bool>(begin_import);
    if (!is_left) co_return std::unexpected(is_left.error());
    for (auto const* const sql : emptying) {
        if (!*is_left) break;
        auto empty = [sql](WriteAccess& access) -> base::Result<void> {
            access.database.query(sql).run();
            return {};
        };
        auto const emptied = co_await writer_.run<void>(empty);
        if (!emptied) co_return std::unexpected(emptied.error());
    }
    co_return std::make_unique<SqliteWriting>(writer_);
}

}
