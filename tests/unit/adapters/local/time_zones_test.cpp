// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/local.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <stdlib.h>

namespace {

namespace fs = std::filesystem;

/// A folder with two zones and what else such folders hold.
class TimeZones : public testing::Test {
protected:
    TimeZones()
    {
        std::string name = (fs::temp_directory_path() / "zones-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
        folder_ = name;
        fs::create_directories(folder_ / "Asia");
        fs::create_directories(folder_ / "posix");
        for (auto const* zone : {"Asia/Baghdad", "Etc-GMT+3", "posix/Zone", "localtime", "Factory", "a.b"})
            std::ofstream(folder_ / zone) << "TZif2...";
        std::ofstream(folder_ / "Zones.tab") << "IQ\tAsia/Baghdad";
        std::ofstream(folder_ / "README") << "TZ";
    }
    ~TimeZones() override { fs::remove_all(folder_); }

    fs::path folder_;
};

TEST_F(TimeZones, AreThoseThatTheFolderHolds)
{
    auto const zones = adapters::local::make_time_zones(folder_);
    EXPECT_TRUE(zones->exists("Asia/Baghdad"));
    fs::rename(folder_ / "Etc-GMT+3", folder_ / "GMT+3");
    EXPECT_TRUE(zones->exists("GMT+3"));
    EXPECT_TRUE(zones->exists("UTC")) << "on a machine without the database too";
}

TEST_F(TimeZones, AreNothingElse)
{
    auto const zones = adapters::local::make_time_zones(folder_ / "Asia");
    for (auto const* name :
         {"", "Asia", "Mars/Base", "asia/baghdad", "posix/Zone", "localtime", "Factory", "README", "Zones.tab", "a.b",
          "../Asia/Baghdad", "/Asia/Baghdad", "Asia/", "Asia//Baghdad", "Asia/Baghdad\n"}) {
        EXPECT_FALSE(zones->exists(name)) << name;
        EXPECT_FALSE(adapters::local::make_time_zones(folder_)->exists(name)) << name;
    }
    EXPECT_FALSE(zones->exists(std::string("Baghdad\0x", 9)));
    EXPECT_FALSE(zones->exists(std::string(5000, 'A')));
}

TEST(SystemClock, GoesOn)
{
    auto const clock = adapters::local::make_system_clock();
    auto const before = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    EXPECT_GE(clock->now(), before);
}

}
