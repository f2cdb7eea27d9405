// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/upkeep/backups.hpp"
#include "base/result.hpp"
#include "ports/clock.hpp"
#include "ports/store.hpp"
#include "ports/time_zones.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace adapters::sqlite {

/// What SQLite syncs at a commit. `normal` may lose the last commits in a power cut: only for proving that the
/// crash tests would notice.
enum class Synchronous : std::uint8_t { full, normal };

struct Options {
    std::filesystem::path directory = {};         ///< The data folder: created (0700) when missing, locked.
    /// SQLite VFS by name. `unix-excl` keeps other processes out and the locks and the WAL index in memory: a read
    /// costs no system call for them.
    std::string vfs = "unix-excl";
    Synchronous synchronous = Synchronous::full;
    std::size_t queue_limit = 10'000;          ///< Writes that may wait; more: unavailable `busy`.
    std::size_t batch_limit = 1'000;           ///< Writes in one transaction.
    std::size_t checkpoint_pages = 4'000;      ///< WAL pages (4 KiB) that trigger a checkpoint under load.
    std::size_t readers = 8;                   ///< Read connections that are kept open.
    std::size_t report_threads = 1;            ///< For reads that may take seconds.
    std::size_t report_queue = 64;             ///< Reports that may wait; more: unavailable `busy`.
    std::chrono::seconds slow_operation{1};    ///< Writes and reports that take longer are warnings.
    std::size_t order_bytes = 64 * 1024;       ///< A stored order's text; more: invalid `order_too_large`.

    bool for_import = false;  ///< Opened to be imported into, also after an import that did not end.

    std::string version = "unknown";  ///< The program's, for what backups say of themselves.

    /// Called once, from the store's thread, when a failed sync left an outcome unknown: the process must end
    /// and let recovery decide. Every write after it fails with `outcome_unknown`.
    std::function<void(std::string const& reason)> on_fatal = {};
};

/// With what only a store in one file can do.
class Store : public ports::Store {
public:
    virtual Backups& backups() = 0;
};

/// One SQLite file as the store of everything, in the folder `directory`: orders.db, its WAL, and `lock`. Opens or
/// creates and migrates it. `conflict` `data_folder_locked`: another server has the folder. `unavailable` when it
/// cannot be written, the file is newer than this program (`database_too_new`), or a restore or an import has not ended
/// (`restore_unfinished`, `import_unfinished`). A file that is migrated is copied first; the log says where.
/// The store is destroyed before `clock` and `time_zones`.
base::Result<std::unique_ptr<Store>> open_sqlite_store(Options options, ports::Clock const& clock,
                                                       ports::TimeZones const& time_zones, telemetry::Log& log,
                                                       telemetry::Registry& registry);

}
