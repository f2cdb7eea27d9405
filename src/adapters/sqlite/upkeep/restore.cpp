// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/data_folder.hpp"
#include "adapters/sqlite/engine/file_date.hpp"
#include "adapters/sqlite/engine/ledgers.hpp"
#include "adapters/sqlite/engine/schema.hpp"
#include "adapters/sqlite/journal/journal.hpp"
#include "adapters/sqlite/upkeep/backup.hpp"
#include "adapters/sqlite/upkeep/offline.hpp"
#include "adapters/sqlite/upkeep/verify.hpp"
#include "base/random.hpp"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <limits>
#include <system_error>

namespace adapters::sqlite {

namespace {

constexpr std::size_t epoch_bytes = 9;
constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();
constexpr std::array files{"orders.db", "orders.db-wal", "orders.db-journal"};

std::unexpected<base::Failure> failed(std::filesystem::path const& path, std::error_code const& error)
{
    return base::failure(base::FailureKind::unavailable, "restore_failed", path.string() + ": " + error.message());
}

bool has_data(DataFolder const& folder)
{
    return std::ranges::any_of(files, [&](auto* name) { return std::filesystem::exists(folder.directory() / name); });
}

base::Failure damaged(FileVerification const& verification)
{
    base::Failure failure{base::FailureKind::conflict, "backup_damaged",
                          fmt::format("the backup has {} faults; nothing was restored", verification.findings_total)};
    for (auto const& finding : verification.findings)
        failure.fields.push_back({"/" + finding.where, finding.code, finding.detail});
    return failure;
}

/// Old cursors are of another history from here on, and old numbers are not given again.
void begin_new_history(Database& database, base::Instant backup_at, std::uint64_t skip, ports::Clock const& clock,
                       ports::TimeZones const& time_zones)
{
    OpenOrders open_orders;
    DueOrders due_orders;
    Ledgers ledgers(database, open_orders, due_orders, time_zones);
    WriteAccess access{database, ledgers, clock.now()};
    std::vector<std::pair<std::int64_t, domain::BusinessId>> businesses;
    {
        auto query = database.query("SELECT number, id FROM businesses");
        while (query.step()) businesses.emplace_back(query.integer(0), domain::BusinessId{query.uuid(1)});
    }
    for (auto const& [number, id] : businesses) {
        auto const epoch = base::random_token(epoch_bytes);
        database.query("UPDATE businesses SET epoch = ? WHERE number = ?")
            .bind(std::string_view(epoch))
            .bind(number)
            .run();
        // A deleted business refuses it: nobody reads it any more.
        commit_command(access, domain::RecordRestore{domain::EventId::make(access.now), id, backup_at, skip}, {},
                       no_limit);
    }
}

/// Migrates, checks and changes the copy.
base::Result<void> prepare(std::string const& path, RestoreOptions const& options, Restoration& restoration,
                           ports::Clock const& clock, ports::TimeZones const& time_zones, base::Progress& progress)
{
    // Nobody else reads it before it is whole, and it is synced then.
    Database database(path, "unix-excl", Access::read_write);
    database.execute("PRAGMA synchronous = OFF");
    progress.begin("migrating", 0);
    migrate(database);
    auto const verification = verify_database(database, progress);
    if (!verification) return std::unexpected(verification.error());
    if (verification->findings_total > 0) return std::unexpected(damaged(*verification));

    database.execute("BEGIN IMMEDIATE");
    begin_new_history(database, restoration.taken_at, options.skip_numbers, clock, time_zones);
    database.execute("COMMIT");
    restoration.holdings = holdings_of(database);
    restoration.sessions = count_of(database, "SELECT count(*) FROM sessions");
    restoration.api_keys = count_of(database, "SELECT count(*) FROM api_keys");
    return {};
}

/// Moves what is there into a folder of its own within the data folder, which may be a mount point or stand in one
/// where we may not write.
base::Result<std::optional<std::filesystem::path>> put_aside(DataFolder const& folder, base::Instant now)
{
    if (!has_data(folder)) return std::nullopt;
    auto kept = folder.directory() / ("before-restore-" + file_date(now));
    std::error_code error;
    if (!std::filesystem::create_directory(kept, error)) return failed(kept, error);
    for (auto const* const name : files) {
        if (!std::filesystem::exists(folder.directory() / name)) continue;
        std::filesystem::rename(folder.directory() / name, kept / name, error);
        if (error) return failed(folder.directory() / name, error);
    }
    if (auto const synced = sync_folder(kept); !synced) return std::unexpected(synced.error());
    return kept;
}

/// Between the old database and the new one there is none: the mark keeps servers from beginning an empty one.
base::Result<void> swap(DataFolder const& folder, TemporaryFile& file, Restoration& restoration, base::Instant now)
{
    {
        std::ofstream const mark(folder.unfinished_mark());
    }
    if (auto const synced = sync_folder(folder.directory()); !synced) return synced;
    auto kept = put_aside(folder, now);
    if (!kept) return std::unexpected(kept.error());
    restoration.kept = std::move(*kept);
    if (auto const is_there = file.keep(); !is_there) return is_there;
    std::error_code error;
    std::filesystem::remove(folder.unfinished_mark(), error);
    return sync_folder(folder.directory());
}

base::Result<Restoration> restore(RestoreOptions const& options, DataFolder const& folder, ports::Clock const& clock,
                                  ports::TimeZones const& time_zones, base::Progress& progress)
{
    auto file = TemporaryFile::make(folder.database_path());
    if (!file) return std::unexpected(file.error());
    auto const manifest = extract_database(options.file, file->path(), progress);
    if (!manifest) return std::unexpected(manifest.error());

    Restoration restoration{.version = manifest->version,
                            .backup_schema = manifest->holdings.schema,
                            .taken_at = manifest->taken_at,
                            .holdings = {},
                            .kept = {}};
    auto const prepared = prepare(file->path().string(), options, restoration, clock, time_zones, progress);
    if (!prepared) return std::unexpected(prepared.error());
    progress.begin("syncing", 0);
    if (auto const synced = sync_file(file->path()); !synced) return std::unexpected(synced.error());
    if (auto const swapped = swap(folder, *file, restoration, clock.now()); !swapped)
        return std::unexpected(swapped.error());
    return restoration;
}

}

base::Result<Restoration> restore_backup(RestoreOptions const& options, ports::Clock const& clock,
                                         ports::TimeZones const& time_zones, base::Progress& progress)
{
    if (!std::filesystem::exists(options.file))
        return base::failure(base::FailureKind::not_found, "no_backup", options.file.string() + " is not there");
    auto const folder = DataFolder::open(options.folder);
    if (!folder) return std::unexpected(folder.error());
    if (has_data(*folder) && !options.replaces)
        return base::failure(base::FailureKind::conflict, "data_exists",
                             options.folder.string() + " has data; --replace puts it aside");
    try {
        return restore(options, *folder, clock, time_zones, progress);
    } catch (NewerSchema const& error) {
        return std::unexpected(base::unavailable("database_too_new", error.what()));
    } catch (DatabaseError const& error) {
        return std::unexpected(base::unavailable("restore_failed", error.what()));
    }
}

}
