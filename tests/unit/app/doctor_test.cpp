// SPDX-License-Identifier: Apache-2.0
// What `doctor` concludes from what no scenario can bring about.

#include "app/doctor/doctor.hpp"

#include "adapters/local/local.hpp"

#include <gtest/gtest.h>

namespace app {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr std::uint64_t gib = 1024ULL * 1024 * 1024;

base::Instant at(int year) { return base::Instant(std::chrono::sys_days{std::chrono::year{year} / 6 / 1}); }

TEST(Doctor, GuessesTheEntropyOfASecretFromItsLetters)
{
    EXPECT_EQ(guessed_entropy(""), 0);
    EXPECT_EQ(guessed_entropy(std::string(64, 'a')), 0);
    EXPECT_NEAR(guessed_entropy("abababababababab"), 16, 0.01);
    EXPECT_GT(guessed_entropy("kQ9vXz3LmP7rTb2NcYw5HdJ8sFgA4eU6"), 128);
}

TEST(Doctor, FailsAKeyThatCanBeGuessed)
{
    EXPECT_EQ(judge_signing_key("key", std::string(64, 'a'), false).verdict, Verdict::failed);
    EXPECT_EQ(judge_signing_key("key", "abcabcabcabcabcabcabcabcabcabcabc", false).verdict, Verdict::failed);
    EXPECT_EQ(judge_signing_key("key", "abcdefghabcdefghabcdefghabcdefgh", false).verdict, Verdict::warning);
    EXPECT_EQ(judge_signing_key("key", "kQ9vXz3LmP7rTb2NcYw5HdJ8sFgA4eU6", true).verdict, Verdict::ok);
}

TEST(Doctor, KnowsTheSecretsOfExamples)
{
    auto const sample = "Your-Secret-key-goes-HERE-kQ9vXz3LmP7rTb2NcYw5";
    EXPECT_EQ(judge_signing_key("key", sample, true).verdict, Verdict::failed);
    EXPECT_EQ(judge_signing_key("key", sample, false).verdict, Verdict::warning);
}

TEST(Doctor, NeverShowsASecret)
{
    std::string const secret = "kQ9vXz3LmP7rTb2NcYw5HdJ8sFgA4eU6";
    auto const finding = judge_signing_key("key", secret, true);
    EXPECT_FALSE(finding.found.contains(secret.substr(0, 4)));
    EXPECT_FALSE(finding.advice.contains(secret.substr(0, 4)));
}

TEST(Doctor, WarnsOfADiskThatSyncsSlowly)
{
    EXPECT_EQ(judge_fsync({microseconds(100), milliseconds(500), microseconds(200)}).verdict, Verdict::ok);
    auto const slow = judge_fsync({milliseconds(1), milliseconds(30), milliseconds(90)});
    EXPECT_EQ(slow.verdict, Verdict::warning);
    EXPECT_TRUE(slow.found.contains("30.0 ms") && slow.found.contains("90.0 ms at worst")) << slow.found;
}

TEST(Doctor, WarnsBeforeTheDiskIsFull)
{
    EXPECT_EQ(judge_space(10 * gib, 100 * gib, 1).verdict, Verdict::ok);
    EXPECT_EQ(judge_space(3 * gib, 100 * gib, 1).verdict, Verdict::warning);
    EXPECT_EQ(judge_space(gib / 2, 2 * gib, 1).verdict, Verdict::warning);
    EXPECT_EQ(judge_space(gib / 16, 100 * gib, 1).verdict, Verdict::failed);
    EXPECT_EQ(judge_space(10 * gib, 100 * gib, 0).verdict, Verdict::failed);
}

TEST(Doctor, WantsADescriptorForEachConnection)
{
    EXPECT_EQ(judge_descriptors(1'048'576, 20'000).verdict, Verdict::ok);
    EXPECT_EQ(judge_descriptors(20'000, 20'000).verdict, Verdict::warning);
    EXPECT_EQ(judge_descriptors(100, 20'000).verdict, Verdict::failed);
}

TEST(Doctor, FailsAClockThatCannotBeRight)
{
    EXPECT_EQ(judge_clock(at(1970), true).verdict, Verdict::failed);
    EXPECT_EQ(judge_clock(at(2130), true).verdict, Verdict::failed);
    EXPECT_EQ(judge_clock(at(2030), false).verdict, Verdict::warning);
    EXPECT_EQ(judge_clock(at(2030), true).verdict, Verdict::ok);
}

TEST(Doctor, FailsWithoutTimeZones)
{
    EXPECT_EQ(judge_time_zones(*adapters::local::make_time_zones()).verdict, Verdict::ok);
    EXPECT_EQ(judge_time_zones(*adapters::local::make_time_zones("/nowhere")).verdict, Verdict::failed);
}

TEST(Doctor, WarnsOfAShortQueueOfConnections)
{
    EXPECT_EQ(judge_backlog(4096).verdict, Verdict::ok);
    EXPECT_EQ(judge_backlog(128).verdict, Verdict::warning);
}

TEST(Doctor, KnowsWhichSqliteIsFit)
{
    EXPECT_EQ(judge_sqlite("3.51.3", 3'051'003, true).verdict, Verdict::ok);
    EXPECT_TRUE(judge_sqlite("3.40.1", 3'040'001, true).found.contains("WAL-reset"));
    EXPECT_EQ(judge_sqlite("3.40.1", 3'040'001, false).verdict, Verdict::failed);
    EXPECT_EQ(judge_sqlite("3.34.1", 3'034'001, true).verdict, Verdict::failed);
}

}
}
