// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "ports/acceptance_store.hpp"
#include "ports/archive.hpp"
#include "ports/business_store.hpp"
#include "ports/clock.hpp"
#include "ports/credential_store.hpp"
#include "ports/event_log.hpp"
#include "ports/identity_store.hpp"
#include "ports/maintenance.hpp"
#include "ports/membership_store.hpp"
#include "ports/notification_store.hpp"
#include "ports/order_store.hpp"
#include "ports/personal_data_store.hpp"
#include "ports/reports.hpp"
#include "ports/revocations.hpp"
#include "ports/session_store.hpp"
#include "ports/ticket_store.hpp"
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

    std::string version = "unknown";           ///< The program's, for what backups say of themselves.

    /// Called once, from the store's thread, when a failed sync left an outcome unknown: the process must end
    /// and let recovery decide. Every write after it fails with `outcome_unknown`.
    std::function<void(std::string const& reason)> on_fatal = {};
};

/// One SQLite file as the store of everything, in the folder `directory`: orders.db, its WAL, and `lock`.
class Store {
public:
    virtual ~Store() = default;

    virtual ports::OrderStore& orders() = 0;
    virtual ports::AcceptanceStore& acceptance() = 0;
    virtual ports::PersonalDataStore& personal_data() = 0;
    virtual ports::EventLog& log() = 0;
    virtual ports::NotificationStore& notifications() = 0;
    virtual ports::BusinessStore& businesses() = 0;
    virtual ports::MembershipStore& memberships() = 0;
    virtual ports::UserStore& users() = 0;
    virtual ports::SessionStore& sessions() = 0;
    virtual ports::CredentialStore& credentials() = 0;
    virtual ports::TicketStore& tickets() = 0;
    virtual ports::ApiKeyStore& api_keys() = 0;
    virtual ports::Reports& reports() = 0;
    virtual ports::Maintenance& maintenance() = 0;
    virtual ports::Archive& archive() = 0;

    /// Registers the one listener, before the first write. It outlives the store.
    virtual void set_revocation_listener(ports::RevocationListener& listener) = 0;

    /// False after a commit failed, until one succeeds.
    virtual bool is_writable() const = 0;

    /// A commit that changes nothing, so that `is_writable` is right although nobody else writes.
    virtual base::Task<base::Result<void>> probe() = 0;

    /// Finishes the writes that are queued and ends the writer's thread and those of the reports; later writes and
    /// reports fail with `unavailable`.
    virtual void stop() = 0;
};

/// Opens or creates and migrates the store. `unavailable` when the folder is locked by another server
/// (`data_folder_locked`), cannot be written, the file is newer than this program (`database_too_new`), or a restore
/// has not ended (`restore_unfinished`). A file that is migrated is copied first; the log says where.
/// The store is destroyed after every coroutine that uses it has ended, and before `clock` and `time_zones`.
base::Result<std::unique_ptr<Store>> open_sqlite_store(Options options, ports::Clock const& clock,
                                                       ports::TimeZones const& time_zones, telemetry::Log& log,
                                                       telemetry::Registry& registry);

}
