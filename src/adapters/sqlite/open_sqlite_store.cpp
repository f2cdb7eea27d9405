// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/open_sqlite_store.hpp"

#include "adapters/sqlite/engine/data_folder.hpp"
#include "adapters/sqlite/engine/gathering_vfs.hpp"
#include "adapters/sqlite/engine/schema.hpp"
#include "adapters/sqlite/engine/store_metrics.hpp"
#include "adapters/sqlite/journal/journal.hpp"
#include "adapters/sqlite/people/api_key_store.hpp"
#include "adapters/sqlite/people/business_store.hpp"
#include "adapters/sqlite/people/credential_store.hpp"
#include "adapters/sqlite/people/membership_store.hpp"
#include "adapters/sqlite/people/session_store.hpp"
#include "adapters/sqlite/people/ticket_store.hpp"
#include "adapters/sqlite/people/user_store.hpp"
#include "adapters/sqlite/stores/event_log.hpp"
#include "adapters/sqlite/stores/notification_store.hpp"
#include "adapters/sqlite/stores/order_clocks.hpp"
#include "adapters/sqlite/stores/order_reader.hpp"
#include "adapters/sqlite/stores/personal_data_store.hpp"
#include "adapters/sqlite/stores/reports.hpp"
#include "adapters/sqlite/stores/sightings.hpp"
#include "adapters/sqlite/upkeep/archive.hpp"
#include "adapters/sqlite/upkeep/maintenance.hpp"
#include "adapters/sqlite/upkeep/migration_copy.hpp"

namespace adapters::sqlite {

namespace {

/// Gathers the log's writes only where each commit is synced.
std::unique_ptr<GatheringVfs> gathering_vfs(Options const& options)
{
    return options.synchronous == Synchronous::full ? std::make_unique<GatheringVfs>(options.vfs) : nullptr;
}

std::unique_ptr<Database> open_for_writing(std::string const& path, std::string const& vfs, Options const& options)
{
    auto database = std::make_unique<Database>(path, vfs, Access::read_write);
    // SQLite opens what it may not write for reading, without a word.
    if (sqlite3_db_readonly(database->handle(), "main") == 1)
        throw DatabaseError(SQLITE_READONLY, "the file is read-only; give its owner the right to write");
    // Checkpoints are the writer's own (writer.hpp).
    database->execute("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 0; "
                      "PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY");
    // What is trimmed or anonymised is overwritten with zeros.
    database->execute("PRAGMA secure_delete = ON");
    database->execute(options.synchronous == Synchronous::full ? "PRAGMA synchronous = FULL"
                                                               : "PRAGMA synchronous = NORMAL");
    return database;
}

std::unique_ptr<Database> open_for_reading(std::string const& path, std::string const& vfs)
{
    auto database = std::make_unique<Database>(path, vfs, Access::read_only);
    sqlite3_busy_timeout(database->handle(), 1'000);
    // Each commit empties a reader's own cache: it reads the kernel's instead, without copying.
    database->execute("PRAGMA query_only = ON; PRAGMA cache_size = -8192; PRAGMA mmap_size = 0x7fff0000");
    return database;
}

/// There is room only if there is room for so many of the largest.
constexpr std::size_t orders_with_room = 4;

class SqliteHealth final : public ports::StoreHealth {
public:
    SqliteHealth(Writer& writer, DataFolder const& folder, std::size_t room)
        : writer_(writer), folder_(folder), room_(room)
    {
    }

    bool is_writable() const override { return writer_.is_writable(); }

    base::Task<base::Result<void>> probe() override
    {
        return writer_.run<void>([this](WriteAccess& access) -> base::Result<void> {
            // One page may still fit where an order does not.
            if (!folder_.has_room(room_)) throw DatabaseError(SQLITE_FULL, "there is no room for orders");
            // "OrRc". Unlike a row that is written as it was, this makes its page dirty.
            access.database.query("PRAGMA application_id = 0x4f725263").run();
            return {};
        });
    }

private:
    Writer& writer_;
    DataFolder const& folder_;
    std::size_t room_;  ///< Bytes that a store that takes orders has room for.
};

class SqliteStore final : public Store {
public:
    SqliteStore(DataFolder folder, std::unique_ptr<GatheringVfs> vfs, std::unique_ptr<Database> database,
                Options const& options, ports::Clock const& clock, ports::TimeZones const& time_zones,
                telemetry::Log& log, telemetry::Registry& registry)
        : folder_(std::move(folder)),
          vfs_(std::move(vfs)),
          writer_(std::move(database), open_orders_, due_orders_, feed_,
                  {options.queue_limit, options.batch_limit, options.checkpoint_pages, options.slow_operation,
                   options.on_fatal},
                  clock, time_zones, log, registry),
          readers_(reader(options), options.readers, log, registry, "requests"),
          report_readers_(reader(options), options.report_threads, log, registry, "reports"),
          health_(writer_, folder_, orders_with_room * options.order_bytes),
          journal_(writer_, options.order_bytes),
          log_(writer_, readers_),
          orders_(readers_, open_orders_),
          clocks_(writer_, due_orders_),
          sightings_(writer_),
          notifications_(writer_, readers_),
          personal_data_(writer_, readers_, feed_),
          reports_(report_readers_, {options.report_threads, options.report_queue, options.slow_operation}, clock, log,
                   registry),
          businesses_(writer_, readers_),
          memberships_(writer_, readers_),
          users_(writer_, readers_),
          sessions_(writer_, readers_, clock),
          credentials_(writer_, readers_, clock),
          tickets_(writer_),
          api_keys_(writer_, readers_),
          maintenance_(reader(options), {options.version, clock}),
          archive_(writer_, reader(options))
    {
        add_store_metrics(registry, folder_);
        writer_.start();
    }

    ports::Journal& journal() override { return journal_; }
    ports::EventLog& log() override { return log_; }
    ports::OrderReader& orders() override { return orders_; }
    ports::OrderClocks& clocks() override { return clocks_; }
    ports::Sightings& sightings() override { return sightings_; }
    ports::NotificationStore& notifications() override { return notifications_; }
    ports::PersonalDataStore& personal_data() override { return personal_data_; }
    ports::Reports& reports() override { return reports_; }
    ports::BusinessStore& businesses() override { return businesses_; }
    ports::MembershipStore& memberships() override { return memberships_; }
    ports::UserStore& users() override { return users_; }
    ports::SessionStore& sessions() override { return sessions_; }
    ports::CredentialStore& credentials() override { return credentials_; }
    ports::TicketStore& tickets() override { return tickets_; }
    ports::ApiKeyStore& api_keys() override { return api_keys_; }
    ports::Verifier& verifier() override { return maintenance_; }
    Backups& backups() override { return maintenance_; }
    ports::Archive& archive() override { return archive_; }
    ports::StoreFeed& feed() override { return feed_; }
    ports::StoreHealth& health() override { return health_; }

    void stop() override
    {
        archive_.stop();
        reports_.stop();
        maintenance_.stop();
        writer_.stop();
    }

private:
    std::function<std::unique_ptr<Database>()> reader(Options const& options) const
    {
        return [path = folder_.database_path(), vfs = options.vfs] { return open_for_reading(path, vfs); };
    }

    DataFolder folder_;
    std::unique_ptr<GatheringVfs> vfs_;  ///< The writer's; may be none.
    OpenOrders open_orders_;
    DueOrders due_orders_;
    Feed feed_;
    Writer writer_;  // Closes last: only a writing connection can fold the log into the file.
    Readers readers_;
    Readers report_readers_;
    SqliteHealth health_;
    SqliteJournal journal_;
    SqliteEventLog log_;
    SqliteOrderReader orders_;
    SqliteOrderClocks clocks_;
    SqliteSightings sightings_;
    SqliteNotificationStore notifications_;
    SqlitePersonalDataStore personal_data_;
    SqliteReports reports_;
    SqliteBusinessStore businesses_;
    SqliteMembershipStore memberships_;
    SqliteUserStore users_;
    SqliteSessionStore sessions_;
    SqliteCredentialStore credentials_;
    SqliteTicketStore tickets_;
    SqliteApiKeyStore api_keys_;
    SqliteMaintenance maintenance_;
    SqliteArchive archive_;
};

}

base::Result<std::unique_ptr<Store>> open_sqlite_store(Options options, ports::Clock const& clock,
                                                       ports::TimeZones const& time_zones, telemetry::Log& log,
                                                       telemetry::Registry& registry)
{
    auto folder = DataFolder::open(options.directory);
    if (!folder) return std::unexpected(folder.error());
    if (folder->is_unfinished())
        return std::unexpected(base::unavailable("restore_unfinished",
                                                 options.directory.string() + ": a restore did not end; run it again"));
    try {
        auto vfs = gathering_vfs(options);
        auto database = open_for_writing(folder->database_path(), vfs ? vfs->name() : options.vfs, options);
        if (auto const copied = copy_before_migration(*database, *folder, {options.version, clock}, log); !copied)
            return std::unexpected(copied.error());
        migrate(*database);
        if (!options.for_import && is_importing(*database))
            return std::unexpected(import_unfinished(options.directory));
        return std::make_unique<SqliteStore>(std::move(*folder), std::move(vfs), std::move(database), options, clock,
                                             time_zones, log, registry);
    } catch (NewerSchema const& error) {
        return std::unexpected(base::unavailable("database_too_new", error.what()));
    } catch (DatabaseError const& error) {
        return std::unexpected(base::unavailable("database_unusable", folder->database_path() + ": " + error.what()));
    }
}

}
