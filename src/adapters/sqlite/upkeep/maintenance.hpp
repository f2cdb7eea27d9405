// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/database.hpp"
#include "adapters/sqlite/upkeep/backup.hpp"
#include "adapters/sqlite/upkeep/backups.hpp"
#include "base/work_queue.hpp"

#include <functional>
#include <memory>
#include <mutex>

namespace adapters::sqlite {

/// Runs on a thread and a read-only connection of its own.
class SqliteMaintenance final : public ports::Verifier, public Backups {
public:
    SqliteMaintenance(std::function<std::unique_ptr<Database>()> open, BackupWriter writer);

    base::Task<base::Result<Backup>> back_up(std::filesystem::path file,
                                             std::shared_ptr<base::Progress> progress) override;
    base::Task<base::Result<ports::Verification>> verify(std::shared_ptr<base::Progress> progress) override;

    /// Cancels what is under way and ends the thread. Once.
    void stop();

private:
    template <typename T>
    using Work = std::function<base::Result<T>(Database&, base::Progress&)>;

    /// Held by what is under way.
    struct EndTurn {
        void operator()(SqliteMaintenance* maintenance) const { maintenance->end(); }
    };
    using Turn = std::unique_ptr<SqliteMaintenance, EndTurn>;

    template <typename T>
    base::Task<base::Result<T>> run(std::shared_ptr<base::Progress> progress, Work<T> work);
    /// Null while something else is under way.
    Turn begin(std::shared_ptr<base::Progress> const& progress);
    void end();

    std::function<std::unique_ptr<Database>()> open_;
    BackupWriter writer_;
    std::mutex mutex_;
    std::shared_ptr<base::Progress> under_way_;  ///< Guarded by mutex_.
    bool is_stopping_ = false;                   ///< Guarded by mutex_.
    base::WorkQueue queue_;  // Last: its thread uses the others.
};

}
