// SPDX-License-Identifier: Apache-2.0
#include "app/settings/load_settings.hpp"

#include "app/settings/setting_forms.hpp"
#include "app/settings/setting_table.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <utility>

namespace app {
namespace {

class LoadSettings : public testing::Test {
protected:
    LoadSettings()
    {
        sources.environment = [this](std::string const& name) -> std::optional<std::string> {
            auto const found = variables.find(name);
            return found == variables.end() ? std::nullopt : std::optional(found->second);
        };
    }

    ~LoadSettings() override
    {
        if (!folder.empty()) std::filesystem::remove_all(folder);
    }

    void write_file(std::string_view text)
    {
        if (folder.empty()) {
            auto name = (std::filesystem::temp_directory_path() / "settings-XXXXXX").string();
            folder = ::mkdtemp(name.data());
        }
        std::ofstream(folder / "settings.toml") << text;
        sources.config_file = folder / "settings.toml";
    }

    std::string error() const
    {
        auto const loaded = load_settings(sources);
        return loaded ? "" : loaded.error().detail;
    }

    SettingSources sources;
    std::map<std::string, std::string> variables;
    std::filesystem::path folder;
};

TEST_F(LoadSettings, WithoutAnySourceEveryValueIsTheDefault)
{
    auto const loaded = load_settings(sources);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->values.port, 8080);
    EXPECT_EQ(loaded->values.retention, std::chrono::days(7));
    for (auto const& setting : setting_table()) EXPECT_EQ(loaded->origins.at(std::string(setting.name)), "default");
}

TEST_F(LoadSettings, FlagsBeatEnvironmentBeatsFileBeatsDefault)
{
    write_file("port = 3\ncores = 3\nretention = \"30d\"\n");
    variables = {{"PORT", "2"}, {"CORES", "2"}};
    sources.flags = {{"port", "1"}};
    auto const loaded = load_settings(sources);
    ASSERT_TRUE(loaded) << loaded.error().detail;
    EXPECT_EQ(loaded->values.port, 1);
    EXPECT_EQ(loaded->values.cores, 2U);
    EXPECT_EQ(loaded->values.retention, std::chrono::days(30));
    EXPECT_EQ(loaded->origins.at("port"), "flag --port");
    EXPECT_EQ(loaded->origins.at("cores"), "environment CORES");
    EXPECT_EQ(loaded->origins.at("retention"), "file " + sources.config_file->string());
}

TEST_F(LoadSettings, TheFileMayBeNamedByTheEnvironment)
{
    write_file("log_requests = false\n");
    variables["CONFIG_FILE"] = sources.config_file->string();
    sources.config_file.reset();
    auto const loaded = load_settings(sources);
    ASSERT_TRUE(loaded);
    EXPECT_FALSE(loaded->values.log_requests);
}

TEST_F(LoadSettings, AnEmptyVariableCountsAsAbsent)
{
    variables["PORT"] = "";
    EXPECT_EQ(load_settings(sources)->values.port, 8080);
}

TEST_F(LoadSettings, AWrongValueNamesTheSettingItsOriginAndWhatWouldBeRight)
{
    variables["PORT"] = "80800";
    EXPECT_EQ(error(), "setting port (environment PORT): \"80800\" is too large; must be a number from 0 to 65535");
    variables = {{"LOG_LEVEL", "loud"}};
    EXPECT_EQ(error(), "setting log_level (environment LOG_LEVEL): \"loud\" is not a choice; "
                       "must be debug or info or warning or error");
    variables = {{"HOST", "nowhere"}};
    EXPECT_NE(error().find("must be an IP address"), std::string::npos);
}

TEST_F(LoadSettings, AShortSecretIsRefusedWithoutBeingShown)
{
    variables["JWT_SECRET"] = "hunter2";
    EXPECT_NE(error().find("too short"), std::string::npos);
    EXPECT_EQ(error().find("hunter2"), std::string::npos);
}

TEST_F(LoadSettings, ASecretAndASecretFileExcludeEachOther)
{
    variables = {{"JWT_SECRET", std::string(32, 'x')}, {"JWT_SECRET_FILE", "secret"}};
    EXPECT_NE(error().find("give one of them"), std::string::npos);
}

TEST_F(LoadSettings, ASecretOfAFileLosesTheNewlineAtItsEnd)
{
    write_file(std::string(40, 'y') + "\n");
    variables["JWT_SECRET_FILE"] = std::exchange(sources.config_file, {})->string();
    auto const loaded = load_settings(sources);
    ASSERT_TRUE(loaded) << loaded.error().detail;
    EXPECT_EQ(loaded->values.jwt_secret, std::string(40, 'y'));
    EXPECT_EQ(loaded->origins.at("jwt_secret"), "file " + variables["JWT_SECRET_FILE"]);
}

TEST_F(LoadSettings, ASecretFileThatIsMissingOrShortIsRefusedWithoutShowingIt)
{
    write_file("hunter2\n");
    variables["JWT_SECRET_FILE"] = std::exchange(sources.config_file, {})->string();
    EXPECT_NE(error().find("is too short; must be a secret of 32 to 1024 bytes"), std::string::npos) << error();
    EXPECT_EQ(error().find("hunter2"), std::string::npos);
    variables["JWT_SECRET_FILE"] += ".missing";
    EXPECT_NE(error().find("cannot be read"), std::string::npos) << error();
}

TEST_F(LoadSettings, AnUnknownKeyOfTheFileIsAnErrorWithAHint)
{
    write_file("port = 1\ndata_dri = \"x\"\n");
    EXPECT_NE(error().find(":2: data_dri is not a setting; did you mean data_dir?"), std::string::npos) << error();
    write_file("[server]\nport = 1\n");
    EXPECT_NE(error().find("server is not a setting"), std::string::npos) << error();
}

TEST_F(LoadSettings, AFileThatIsMissingOrNotTomlIsAnError)
{
    write_file("port 1\n");
    EXPECT_NE(error().find("settings.toml:1: "), std::string::npos) << error();
    sources.config_file = folder / "missing.toml";
    EXPECT_NE(error().find("cannot be read"), std::string::npos) << error();
    write_file("port = 1.5\n");
    EXPECT_NE(error().find("must be a text, a whole number, true or false"), std::string::npos) << error();
}

TEST(SettingTable, EveryNameIsThereOnceAndSnakeCase)
{
    std::set<std::string_view> names;
    for (auto const& setting : setting_table()) {
        EXPECT_TRUE(names.insert(setting.name).second) << setting.name;
        EXPECT_EQ(setting.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789"), std::string_view::npos);
    }
}

TEST(SettingTable, EverySecretMayComeFromAFile)
{
    for (auto const& setting : setting_table()) {
        if (!setting.is_secret) continue;
        auto const* file = find_setting(std::string(setting.name) + "_file");
        ASSERT_NE(file, nullptr) << setting.name;
        Settings settings;
        EXPECT_TRUE(file->assign(settings, "secret.txt"));
        EXPECT_TRUE(settings.secret_files.contains(setting.name)) << setting.name;
    }
}

TEST(SettingTable, EveryDefaultMayBeGivenBack)
{
    Settings const defaults;
    for (auto const& setting : setting_table()) {
        auto const shown = setting.show(defaults);
        if (shown.empty()) continue;
        Settings settings;
        auto const assigned = setting.assign(settings, shown);
        EXPECT_TRUE(assigned) << setting.name << " = " << shown;
        EXPECT_EQ(setting.show(settings), shown) << setting.name;
    }
}

TEST(SettingTable, AQuotaIsANumberAndATime)
{
    auto const* setting = find_setting("rate_api_key");
    ASSERT_NE(setting, nullptr);
    Settings settings;
    EXPECT_EQ(setting->show(settings), "100/1s");
    EXPECT_TRUE(setting->assign(settings, "5000/90"));
    EXPECT_EQ(settings.rate.api_key, (domain::Quota{5000, std::chrono::seconds(90)}));
    for (auto const* wrong : {"", "100", "/1s", "100/", "0/1s", "1000001/1s", "100/0s", "100/2d", "-1/1s", "1/1s/1s"})
        EXPECT_FALSE(setting->assign(settings, wrong)) << wrong;
}

TEST(SettingTable, NamesOutsideFollowFromTheName)
{
    auto const* setting = find_setting("data_dir");
    ASSERT_NE(setting, nullptr);
    EXPECT_EQ(setting->flag(), "--data-dir");
    EXPECT_EQ(setting->variable(), "DATA_DIR");
}

TEST(NearestSetting, FindsATypoAndNothingForAStranger)
{
    EXPECT_EQ(nearest_setting("prot"), "port");
    EXPECT_EQ(nearest_setting("retension"), "retention");
    EXPECT_EQ(nearest_setting("mongodb_uri"), "");
}

TEST(Duration, IsReadWithAndWithoutAUnit)
{
    EXPECT_EQ(parse_duration("90"), std::chrono::seconds(90));
    EXPECT_EQ(parse_duration("5m"), std::chrono::minutes(5));
    EXPECT_EQ(parse_duration("7d"), std::chrono::days(7));
    for (auto const* wrong : {"", "s", "-1", "1w", "1 m", "1.5h", "99999999999d"})
        EXPECT_FALSE(parse_duration(wrong)) << wrong;
}

TEST(Duration, IsShownInItsLargestWholeUnit)
{
    EXPECT_EQ(format_duration(std::chrono::seconds(95)), "95s");
    EXPECT_EQ(format_duration(std::chrono::minutes(90)), "90m");
    EXPECT_EQ(format_duration(std::chrono::days(7)), "7d");
    EXPECT_EQ(format_duration(std::chrono::seconds(0)), "0s");
}

}
}
