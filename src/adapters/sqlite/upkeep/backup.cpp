// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/upkeep/backup.hpp"

#include "adapters/sqlite/engine/schema.hpp"

#include <memory>

namespace adapters::sqlite {

namespace {

constexpr int pages_at_once = 256;

struct FinishBackup {
    void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

/// False: cancelled.
bool copy_pages(Database& source, std::string const& to, base::Progress& progress)
{
    // Nobody reads the copy before it is whole: no journal, no sync of its own.
    Database target(to, "unix", Access::read_write);
    target.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2048");
    std::unique_ptr<sqlite3_backup, FinishBackup> const backup(
        sqlite3_backup_init(target.handle(), "main", source.handle(), "main"));
    if (!backup) throw DatabaseError(sqlite3_extended_errcode(target.handle()), sqlite3_errmsg(target.handle()));
    for (bool is_first = true;; is_first = false) {
        if (progress.is_cancelled()) return false;
        int const code = sqlite3_backup_step(backup.get(), pages_at_once);
        if (code != SQLITE_OK && code != SQLITE_DONE) throw DatabaseError(code, sqlite3_errstr(code));
        auto const total = static_cast<std::uint64_t>(sqlite3_backup_pagecount(backup.get()));
        if (is_first) progress.begin("copying pages", total);
        progress.reach(total - static_cast<std::uint64_t>(sqlite3_backup_remaining(backup.get())));
        if (code == SQLITE_DONE) return true;
    }
}

/// The copy says of itself that it has a write-ahead log: a backup is one file.
void make_single_file(std::string const& path)
{
    Database copy(path, "unix-excl", Access::read_write);
    copy.execute("PRAGMA synchronous = OFF; PRAGMA journal_mode = DELETE");
}

}

FileHoldings holdings_of(Database& database)
{
    FileHoldings holdings;
    holdings.schema = schema_of(database);
    holdings.users = count_of(database, "SELECT count(*) FROM users");
    holdings.orders = count_of(database, "SELECT count(*) FROM orders");
    holdings.events = count_of(database, "SELECT count(*) FROM events");
    auto query = database.query(
        "SELECT b.id, b.epoch, b.oldest, e.seq, e.last_number FROM businesses b LEFT JOIN events e ON e.business = "
        "b.number AND e.seq = (SELECT max(seq) FROM events WHERE business = b.number) ORDER BY b.id");
    while (query.step())
        holdings.logs.push_back({{query.uuid(0)},
                                 std::string(query.text(1)),
                                 query.unsigned_integer(2),
                                 query.unsigned_integer(3),
                                 query.unsigned_integer(4)});
    holdings.businesses = holdings.logs.size();
    return holdings;
}

base::Result<Backup> write_backup(Database& source, std::filesystem::path const& file, BackupWriter const& writer,
                                  base::Progress& progress)
{
    if (auto const free = refuse_existing(file); !free) return std::unexpected(free.error());
    auto temporary = TemporaryFile::make(file);
    if (!temporary) return std::unexpected(temporary.error());
    auto const path = temporary->path().string();
    base::Instant taken_at;
    {
        ReadTransaction const one_moment(source);
        count_of(source, "SELECT count(*) FROM sqlite_schema");  // The first read decides which moment it is.
        taken_at = writer.clock.now();
        if (!copy_pages(source, path, progress)) return std::unexpected(cancelled());
    }
    make_single_file(path);

    progress.begin("counting", 0);
    Manifest manifest{writer.version, taken_at, std::filesystem::file_size(path), {}};
    {
        Database copy(path, "unix-none", Access::read_only);
        manifest.holdings = holdings_of(copy);
    }
    auto const size = seal(path, manifest, progress);
    if (!size) return std::unexpected(size.error());
    if (auto const kept = temporary->keep(); !kept) return std::unexpected(kept.error());
    return Backup{writer.version, taken_at, std::move(manifest.holdings), *size};
}

}
