// SPDX-License-Identifier: Apache-2.0
#include "app/commands/command_line.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace app {
namespace {

std::expected<CommandLine, ExitCode> parse(std::vector<char const*> arguments)
{
    arguments.insert(arguments.begin(), "order-receiver");
    return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

TEST(CommandLine, NamesItsCommandAndSettings)
{
    auto const line = parse({"serve", "--port", "0", "--data-dir=x", "--config", "file.toml"});
    ASSERT_TRUE(line);
    EXPECT_EQ(line->command, Command::serve);
    EXPECT_EQ(line->settings.at("port"), "0");
    EXPECT_EQ(line->settings.at("data_dir"), "x");
    EXPECT_EQ(line->config_file, "file.toml");
}

TEST(CommandLine, LeavesValuesToTheSettings) { EXPECT_TRUE(parse({"serve", "--port", "many"})); }

TEST(CommandLine, KnowsEachCommand)
{
    EXPECT_EQ(parse({"demo"})->command, Command::demo);
    EXPECT_EQ(parse({"config", "--json"})->command, Command::config);
    EXPECT_TRUE(parse({"config", "--json"})->json);
    EXPECT_TRUE(parse({"config", "--markdown"})->markdown);
    EXPECT_EQ(parse({"routes", "--json"})->command, Command::routes);
    EXPECT_EQ(parse({"healthcheck", "--port", "1"})->command, Command::healthcheck);
    EXPECT_TRUE(parse({"version", "--json"})->json);
}

TEST(CommandLine, KnowsWhatALoadTestDoes)
{
    auto const line = parse({"loadtest", "devices", "--devices", "20", "--rate", "5.5", "--json"});
    ASSERT_TRUE(line);
    EXPECT_EQ(line->command, Command::loadtest);
    EXPECT_EQ(line->loadtest.mode, loadtest::Mode::devices);
    EXPECT_EQ(line->loadtest.devices, 20);
    EXPECT_DOUBLE_EQ(line->loadtest.pace.rate, 5.5);
    EXPECT_TRUE(line->loadtest.json);
    EXPECT_FALSE(line->loadtest.allow_remote);
    testing::internal::CaptureStderr();
    EXPECT_EQ(parse({"loadtest"}).error(), ExitCode::usage);
    EXPECT_EQ(parse({"loadtest", "orders", "--businesses", "0"}).error(), ExitCode::usage);
    EXPECT_EQ(parse({"loadtest", "idle"}).error(), ExitCode::usage);
    EXPECT_EQ(parse({"loadtest", "setup"}).error(), ExitCode::usage);
    testing::internal::GetCapturedStderr();
}

TEST(CommandLine, WithoutACommandOrWithAnUnknownWordIsAUsageError)
{
    EXPECT_EQ(parse({}).error(), ExitCode::usage);
    EXPECT_EQ(parse({"sreve"}).error(), ExitCode::usage);
    EXPECT_EQ(parse({"version", "--port", "1"}).error(), ExitCode::usage);
}

TEST(CommandLine, AnUnknownFlagSaysWhichWasMeant)
{
    testing::internal::CaptureStderr();
    EXPECT_EQ(parse({"serve", "--prot", "1"}).error(), ExitCode::usage);
    EXPECT_NE(testing::internal::GetCapturedStderr().find("Did you mean --port?"), std::string::npos);
}

TEST(CommandLine, HelpIsNotAnError)
{
    testing::internal::CaptureStdout();
    EXPECT_EQ(parse({"serve", "--help"}).error(), ExitCode::ok);
    EXPECT_NE(testing::internal::GetCapturedStdout().find("--data-dir"), std::string::npos);
}

}
}
