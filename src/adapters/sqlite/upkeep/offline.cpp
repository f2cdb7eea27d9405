// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/upkeep/offline.hpp"

#include "adapters/sqlite/engine/data_folder.hpp"
#include "adapters/sqlite/upkeep/backup.hpp"
#include "adapters/sqlite/upkeep/verify.hpp"

namespace adapters::sqlite {

namespace {

/// Calls `work` with a read-only connection to the folder's database.
template <typename T, typename Work>
base::Result<T> with_folder(std::filesystem::path const& folder, Work const& work)
{
    if (!std::filesystem::exists(folder / "orders.db"))
        return base::failure(base::FailureKind::not_found, "no_data", folder.string() + ": there is no data in it");
    auto const locked = DataFolder::open(folder);
    if (!locked) return std::unexpected(locked.error());
    try {
        Database database(locked->database_path(), "unix-excl", Access::read_only);
        return work(database);
    } catch (DatabaseError const& error) {
        return std::unexpected(base::unavailable("database_unusable", locked->database_path() + ": " + error.what()));
    }
}

}

base::Result<Backup> back_up_folder(std::filesystem::path const& folder, std::filesystem::path const& file,
                                    std::string const& version, ports::Clock const& clock, base::Progress& progress)
{
    return with_folder<Backup>(
        folder, [&](Database& database) { return write_backup(database, file, {version, clock}, progress); });
}

base::Result<FileVerification> verify_folder(std::filesystem::path const& folder, base::Progress& progress)
{
    return with_folder<FileVerification>(folder, [&](Database& database) {
        ReadTransaction const one_moment(database);
        return verify_database(database, progress);
    });
}

base::Result<FileVerification> verify_backup(std::filesystem::path const& file, base::Progress& progress)
{
    if (auto const manifest = open_backup(file, progress); !manifest) return std::unexpected(manifest.error());
    try {
        Database database(file.string(), "unix-none", Access::read_only);
        return verify_database(database, progress);
    } catch (DatabaseError const& error) {
        return std::unexpected(base::unavailable("database_unusable", file.string() + ": " + error.what()));
    }
}

}
