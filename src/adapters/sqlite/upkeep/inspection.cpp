// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/upkeep/inspection.hpp"

#include "adapters/sqlite/engine/data_folder.hpp"
#include "adapters/sqlite/engine/database.hpp"
#include "adapters/sqlite/engine/schema.hpp"
#include "adapters/sqlite/upkeep/archive.hpp"

namespace adapters::sqlite {

namespace {

/// What is wrong with them; nothing when an import into it has not ended.
std::optional<std::string> check_pages(std::string const& path)
{
    // Reading only, SQLite would leave an index of the log behind.
    Database database(path, "unix-excl", Access::read_write);
    database.execute("PRAGMA query_only = ON");
    // Whoever looks does not fold a log into the file; where there is none, the empty one that it makes goes.
    std::error_code ignored;
    if (std::filesystem::exists(path + "-wal", ignored))
        sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    check_version(database);
    if (is_importing(database)) return std::nullopt;
    std::string wrong;
    auto query = database.query("PRAGMA quick_check(20)");
    while (query.step()) {
        if (query.text(0) == "ok") continue;
        wrong += wrong.empty() ? "" : "; ";
        wrong += query.text(0);
    }
    return wrong;
}

}

Library library()
{
    std::string options;
    for (int i = 0; auto const* option = sqlite3_compileoption_get(i); ++i) options.append(option).append("\n");
    return {sqlite3_libversion(), sqlite3_libversion_number(), sqlite3_threadsafe() != 0, std::move(options)};
}

std::uint64_t log_bytes(std::filesystem::path const& folder)
{
    std::error_code error;
    auto const size = std::filesystem::file_size(folder / "orders.db-wal", error);
    return error ? 0 : size;
}

base::Result<std::string> quick_check(std::filesystem::path const& folder)
{
    auto const locked = DataFolder::open(folder);
    if (!locked) return std::unexpected(locked.error());
    if (locked->is_unfinished())
        return std::unexpected(base::unavailable("restore_unfinished", "a restore did not end; run it again"));
    std::error_code ignored;
    if (!std::filesystem::exists(locked->database_path(), ignored))
        return base::failure(base::FailureKind::not_found, "database_not_found", "there is no orders.db");
    try {
        auto wrong = check_pages(locked->database_path());
        if (!wrong) return std::unexpected(import_unfinished(folder));
        return std::move(*wrong);
    } catch (NewerSchema const& error) {
        return std::unexpected(base::unavailable("database_too_new", error.what()));
    } catch (DatabaseError const& error) {
        return std::unexpected(base::unavailable("database_unusable", locked->database_path() + ": " + error.what()));
    }
}

}
