// SPDX-License-Identifier: Apache-2.0
// The store when its disk or its folder does not do what it should.

#include "base/cores.hpp"
#include "crash_vfs.hpp"
#include "workload.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <atomic>
#include <filesystem>

namespace chaos {
namespace {

class StoreFaults : public testing::Test {
protected:
    StoreFaults()
    {
        auto pattern = (std::filesystem::temp_directory_path() / "store-faults-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
        cores_ = std::make_unique<base::Cores>(1);
        cores_->start();
    }

    ~StoreFaults() override
    {
        close();
        std::filesystem::remove_all(folder_);
    }

    base::Result<std::unique_ptr<ports::Store>> try_open(adapters::sqlite::Options options)
    {
        options.directory = folder_ / "data";
        options.on_fatal = [this](std::string const&) { ++fatal_; };
        return adapters::sqlite::open_sqlite_store(std::move(options), clock_, zones_, log_, registry_);
    }

    void open(adapters::sqlite::Options options = {})
    {
        auto store = try_open(std::move(options));
        ASSERT_TRUE(store) << store.error().detail;
        store_ = std::move(*store);
    }

    void close()
    {
        if (store_) store_->stop();
        cores_->stop();
        cores_ = std::make_unique<base::Cores>(1);
        store_.reset();
        cores_->start();
    }

    template <typename T>
    std::future<T> spawn(base::Task<T> task)
    {
        return boost::asio::co_spawn(cores_->context(0), std::move(task), boost::asio::use_future);
    }

    base::Result<ports::Decided> place(std::string const& key)
    {
        return spawn(store_->journal().commit(new_order(businesses_.front(), key))).get();
    }

    std::filesystem::path folder_;
    SystemClock clock_;
    UtcOnly zones_;
    telemetry::Log log_;
    telemetry::Registry registry_;
    CrashDisk disk_;
    CrashVfs vfs_{"faulty", disk_};
    std::unique_ptr<base::Cores> cores_;
    std::unique_ptr<ports::Store> store_;
    std::vector<domain::BusinessId> businesses_;
    std::atomic<int> fatal_ = 0;
};

TEST_F(StoreFaults, ASecondServerOnTheFolderIsRefused)
{
    open();
    auto const second = try_open({});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, base::FailureKind::conflict);
    EXPECT_EQ(second.error().code, "data_folder_locked");
    close();
    EXPECT_TRUE(try_open({}));
}

TEST_F(StoreFaults, TheFolderIsTheOwnersAlone)
{
    open();
    auto const permissions = std::filesystem::status(folder_ / "data").permissions();
    EXPECT_EQ(permissions & std::filesystem::perms::all, std::filesystem::perms::owner_all);
}

TEST_F(StoreFaults, AFileOfANewerProgramIsRefused)
{
    open();
    close();
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((folder_ / "data" / "orders.db").c_str(), &database), SQLITE_OK);
    sqlite3_exec(database, "PRAGMA user_version = 1000", nullptr, nullptr, nullptr);
    sqlite3_close(database);
    auto const store = try_open({});
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, "database_too_new");
}

TEST_F(StoreFaults, AFullQueueIsBusyAndNothingIsLostOfIt)
{
    open();
    businesses_ = spawn(set_up(*store_, 1)).get();
    close();
    open({.queue_limit = 0});
    auto const refused = place("one");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "busy");
    close();
    open();
    EXPECT_NE(place("one")->appended(), nullptr);
}

TEST_F(StoreFaults, AFullDiskRefusesAndForgetsAndWorksAgainWhenThereIsSpace)
{
    open({.vfs = vfs_.name()});
    businesses_ = spawn(set_up(*store_, 1)).get();
    ASSERT_TRUE(place("one"));

    disk_.set_fault(CrashDisk::Fault::full_on_write);
    for (int i = 0; i < 3; ++i) {
        auto const refused = place("two");
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, base::FailureKind::unavailable);
        EXPECT_EQ(refused.error().code, "store_failed");
        EXPECT_FALSE(store_->health().is_writable());
        EXPECT_FALSE(spawn(store_->health().probe()).get()) << "a probe writes";
    }
    disk_.set_fault(CrashDisk::Fault::none);
    EXPECT_TRUE(spawn(store_->health().probe()).get());
    EXPECT_TRUE(store_->health().is_writable());
    EXPECT_TRUE(place("one")->is_settled(domain::Settled::How::replayed));
    EXPECT_NE(place("two")->appended(), nullptr);
    EXPECT_TRUE(store_->health().is_writable());

    auto const log = spawn(store_->log().read(businesses_.front(), 0, 10, 1 << 20)).get();
    ASSERT_EQ(log->entries.size(), 2U);
    EXPECT_EQ(log->entries.back().seq, 2U);
    EXPECT_EQ(fatal_, 0);
}

TEST_F(StoreFaults, AFailedSyncLeavesTheOutcomeToTheNextStart)
{
    open({.vfs = vfs_.name()});
    businesses_ = spawn(set_up(*store_, 1)).get();
    disk_.set_fault(CrashDisk::Fault::failed_sync);
    for (int i = 0; i < 3; ++i) {
        auto const unknown = place("one");
        ASSERT_FALSE(unknown);
        EXPECT_EQ(unknown.error().code, "outcome_unknown");
    }
    EXPECT_EQ(fatal_, 1);
    disk_.set_fault(CrashDisk::Fault::none);
    EXPECT_EQ(place("one").error().code, "outcome_unknown") << "a store that failed to sync never writes again";

    close();
    open({.vfs = vfs_.name()});
    auto const settled = place("one");
    ASSERT_TRUE(settled);
    auto const log = spawn(store_->log().read(businesses_.front(), 0, 10, 1 << 20)).get();
    EXPECT_EQ(log->entries.size(), 1U);
}

}
}
