// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/upkeep/maintenance.hpp"

#include "adapters/sqlite/engine/run_behind_others.hpp"
#include "adapters/sqlite/upkeep/verify.hpp"

namespace adapters::sqlite {

SqliteMaintenance::SqliteMaintenance(std::function<std::unique_ptr<Database>()> open, BackupWriter writer)
    : open_(std::move(open)), writer_(std::move(writer)), queue_(1, 1)
{
}

SqliteMaintenance::Turn SqliteMaintenance::begin(std::shared_ptr<base::Progress> const& progress)
{
    std::scoped_lock const lock(mutex_);
    if (under_way_) return nullptr;
    under_way_ = progress;
    if (is_stopping_) progress->cancel();
    return Turn(this);
}

void SqliteMaintenance::end()
{
    std::scoped_lock const lock(mutex_);
    under_way_.reset();
}

template <typename T>
base::Task<base::Result<T>> SqliteMaintenance::run(std::shared_ptr<base::Progress> progress, Work<T> work)
{
    auto turn = begin(progress);
    if (!turn)
        co_return base::failure(base::FailureKind::conflict, "maintenance_running",
                                "a backup or a verification is under way; wait for its end");
    auto attempt = [turn = std::move(turn), progress = std::move(progress),
                    work = std::move(work)]() -> base::Result<T> {
        run_behind_others();
        try {
            auto const database = turn->open_();
            return work(*database, *progress);
        } catch (std::exception const& error) {
            return std::unexpected(base::unavailable("store_failed", error.what()));
        }
    };
    co_return co_await base::run_on(queue_, std::move(attempt));
}

base::Task<base::Result<Backup>> SqliteMaintenance::back_up(std::filesystem::path file,
                                                            std::shared_ptr<base::Progress> progress)
{
    return run<Backup>(std::move(progress), [this, file = std::move(file)](Database& database, base::Progress& told) {
        return write_backup(database, file, writer_, told);
    });
}

base::Task<base::Result<ports::Verification>> SqliteMaintenance::verify(std::shared_ptr<base::Progress> progress)
{
    return run<ports::Verification>(std::move(progress), [](Database& database, base::Progress& told) {
        ReadTransaction const one_moment(database);
        return base::Result<ports::Verification>(verify_database(database, told));
    });
}

void SqliteMaintenance::stop()
{
    {
        std::scoped_lock const lock(mutex_);
        is_stopping_ = true;
        if (under_way_) under_way_->cancel();
    }
    queue_.stop();
}

}
