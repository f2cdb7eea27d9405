// SPDX-License-Identifier: Apache-2.0
#include "app/settings/jwt_secret.hpp"

#include "app/settings/private_file.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace app {
namespace {

class JwtSecret : public testing::Test {
protected:
    JwtSecret()
    {
        auto name = (std::filesystem::temp_directory_path() / "secret-XXXXXX").string();
        folder = ::mkdtemp(name.data());
    }
    ~JwtSecret() override { std::filesystem::remove_all(folder); }

    std::filesystem::path folder;
    Settings settings;
};

TEST_F(JwtSecret, IsRequiredInProductionOnly)
{
    EXPECT_EQ(given_jwt_secret(settings).value(), std::nullopt);
    settings.environment = Environment::production;
    auto const refused = given_jwt_secret(settings);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "setting_invalid");
    settings.jwt_secret = std::string(32, 'x');
    EXPECT_EQ(given_jwt_secret(settings).value(), settings.jwt_secret);
}

TEST_F(JwtSecret, IsMadeOnceAndReadableByItsOwnerOnly)
{
    auto const made = kept_jwt_secret(folder);
    ASSERT_TRUE(made);
    EXPECT_GE(made->size(), 32U);
    EXPECT_EQ(kept_jwt_secret(folder).value(), *made);
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(folder / "jwt_secret").permissions(), perms::owner_read | perms::owner_write);
}

TEST_F(JwtSecret, ThatIsDamagedIsNotReplacedSilently)
{
    std::ofstream(folder / "jwt_secret") << "short\n";
    EXPECT_FALSE(kept_jwt_secret(folder));
}

TEST_F(JwtSecret, NamesItsKeyWithoutTellingIt)
{
    auto const key = signing_key(std::string(32, 'x'));
    EXPECT_EQ(key.id.size(), 8U);
    EXPECT_NE(key.id, signing_key(std::string(32, 'y')).id);
    EXPECT_EQ(key.secret.size(), 32U);
}

TEST_F(JwtSecret, ThatIsGivenSignsAndTheOneBeforeItIsStillGood)
{
    std::string const now(32, 'x');
    settings.jwt_secret_previous = std::string(32, 'y');
    auto const keys = token_keys(settings, now);
    ASSERT_TRUE(keys);
    ASSERT_EQ(keys->size(), 2U);
    EXPECT_EQ(keys->front().id, signing_key(now).id);
    EXPECT_EQ(keys->back().id, signing_key(settings.jwt_secret_previous).id);
    settings.jwt_secret_previous = now;
    EXPECT_EQ(token_keys(settings, now)->size(), 1U);
}

TEST_F(JwtSecret, ThatIsNotGivenIsTheOneOfTheFolder)
{
    settings.data_dir = folder;
    auto const keys = token_keys(settings, "");
    ASSERT_TRUE(keys);
    EXPECT_EQ(keys->front().id, signing_key(kept_jwt_secret(folder).value()).id);
    std::ofstream(folder / "jwt_secret") << "short\n";
    EXPECT_FALSE(token_keys(settings, ""));
}

TEST_F(JwtSecret, APrivateFileIsReplacedWhole)
{
    auto const path = folder / "file";
    ASSERT_TRUE(write_private_file(path, "one"));
    ASSERT_TRUE(write_private_file(path, "two"));
    EXPECT_EQ(read_small_file(path, 100), "two");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
    EXPECT_FALSE(write_private_file(folder / "missing" / "file", "x"));
}

}
}
