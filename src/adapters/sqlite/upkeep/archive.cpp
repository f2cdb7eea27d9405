// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/upkeep/archive.hpp"

namespace adapters::sqlite {

namespace {

bool is_empty(Database& database)
{
    auto query = database.query("SELECT EXISTS(SELECT 1 FROM users) OR EXISTS(SELECT 1 FROM businesses) "
                                "OR EXISTS(SELECT 1 FROM events) OR EXISTS(SELECT 1 FROM orders)");
    query.step();
    return query.integer(0) == 0;
}

base::Result<void> write_all(WriteAccess& access, ports::Archive::Next const& next)
{
    if (!is_empty(access.database))
        return base::failure(base::FailureKind::conflict, "store_not_empty",
                             "there are people, businesses or orders already; import goes into an empty data folder");
    for (;;) {
        auto const record = next();
        if (!record) return std::unexpected(record.error());
        if (!*record) return {};
        try {
            if (auto written = write_record(access, **record); !written) return written;
        } catch (DatabaseError const& error) {
            if ((error.code() & 0xff) != SQLITE_CONSTRAINT) throw;
            return base::failure(base::FailureKind::invalid, "export_inconsistent",
                                 "does not fit to what is before it: " + std::string(error.what()));
        }
    }
}

}

base::Task<base::Result<void>> SqliteArchive::read(Take take)
{
    return base::run_on(queue_, [this, take = std::move(take)] { return read_all(take); });
}

base::Result<void> SqliteArchive::read_all(Take const& take)
{
    auto const unless_stopping = [&](domain::ArchiveRecord const& record) -> base::Result<void> {
        if (is_stopping_) return std::unexpected(unavailable("stopping", "the server is shutting down"));
        return take(record);
    };
    return readers_.run_consistently<void>([&](Database& database) { return read_archive(database, unless_stopping); });
}

base::Task<base::Result<void>> SqliteArchive::write(Next next)
{
    return writer_.run<void>([next = std::move(next)](WriteAccess& access) { return write_all(access, next); });
}

void SqliteArchive::stop()
{
    is_stopping_ = true;
    queue_.stop();
}

}
