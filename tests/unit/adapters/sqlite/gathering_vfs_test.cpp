// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/gathering_vfs.hpp"

#include "adapters/sqlite/engine/database.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>

namespace {

using namespace adapters::sqlite;

class GatheringLog : public testing::Test {
protected:
    GatheringLog()
    {
        auto pattern = (std::filesystem::temp_directory_path() / "gathering-log-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
        writer_.emplace(path(), vfs_.name(), Access::read_write);
        writer_->execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; "
                         "CREATE TABLE lines(n INTEGER PRIMARY KEY, text TEXT NOT NULL)");
    }
    ~GatheringLog() override
    {
        writer_.reset();
        std::filesystem::remove_all(folder_);
    }

    std::string path() const { return (folder_ / "test.db").string(); }

    void insert(int first, int count)
    {
        for (int n = first; n < first + count; ++n) {
            auto const text = text_of(n);
            writer_->query("INSERT INTO lines VALUES(?, ?)").bind(n).bind(std::string_view(text)).run();
        }
    }

    static std::string text_of(int n) { return std::to_string(n) + std::string(1'000, 'x'); }

    static std::int64_t count_whole(Database& database)
    {
        auto query = database.query("SELECT n, text FROM lines");
        std::int64_t count = 0;
        while (query.step()) count += query.text(1) == text_of(static_cast<int>(query.integer(0))) ? 1 : 0;
        return count;
    }

    GatheringVfs vfs_{"unix-excl"};
    std::filesystem::path folder_;
    std::optional<Database> writer_;
};

TEST_F(GatheringLog, ATransactionLargerThanTheCacheReadsBackWhatItSpilled)
{
    writer_->execute("PRAGMA cache_size = 10; BEGIN");
    insert(0, 5'000);  // more than is gathered at once
    EXPECT_EQ(count_whole(*writer_), 5'000);
    writer_->execute("COMMIT");
    EXPECT_EQ(count_whole(*writer_), 5'000);
}

TEST_F(GatheringLog, AReaderSeesEachCommitWhole)
{
    Database reader(path(), "unix-excl", Access::read_only);
    for (int batch = 0; batch < 20; ++batch) {
        writer_->execute("BEGIN");
        insert(batch * 100, 100);
        EXPECT_EQ(count_whole(reader), batch * 100);
        writer_->execute("COMMIT");
        EXPECT_EQ(count_whole(reader), (batch + 1) * 100);
    }
}

TEST_F(GatheringLog, WhatWasRolledBackIsNeverSeen)
{
    Database reader(path(), "unix-excl", Access::read_only);
    insert(0, 10);
    writer_->execute("PRAGMA cache_size = 10; BEGIN");
    insert(10, 1'000);
    writer_->execute("ROLLBACK");
    insert(10, 5);
    EXPECT_EQ(count_whole(reader), 15);

    writer_->execute("PRAGMA wal_checkpoint(TRUNCATE)");
    EXPECT_EQ(count_whole(reader), 15);
}

TEST(GatheringVfs, NeedsAVfsBelow) { EXPECT_THROW(GatheringVfs("no-such-vfs"), DatabaseError); }

}
