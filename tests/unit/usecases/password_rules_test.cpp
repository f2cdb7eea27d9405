// SPDX-License-Identifier: Apache-2.0
#include "usecases/password_rules.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using usecases::weakness_of;

TEST(PasswordRules, TakeAGoodPassword)
{
    EXPECT_FALSE(weakness_of("Zaatar-9-Kubba"));
    EXPECT_FALSE(weakness_of("كباب Ab1 مشوي"));
    EXPECT_FALSE(weakness_of("Aa1" + std::string(1021, 'x')));
}

TEST(PasswordRules, NameWhatIsMissing)
{
    EXPECT_TRUE(weakness_of("Zaatr-9").value().contains("8 characters"));
    EXPECT_TRUE(weakness_of("Aa1كباب").value().contains("8 characters")) << "characters, not bytes";
    EXPECT_TRUE(weakness_of("zaatar-9-kubba").value().contains("upper-case"));
    EXPECT_TRUE(weakness_of("ZAATAR-9-KUBBA").value().contains("lower-case"));
    EXPECT_TRUE(weakness_of("Zaatar-Kubba").value().contains("digit"));
    EXPECT_TRUE(weakness_of("Aa1" + std::string(1022, 'x')).value().contains("1024 bytes"));
}

TEST(PasswordRules, RefuseCommonOnesInAnyCase)
{
    for (auto const* common : {"Password1", "PASSWORd123", "Qwerty123", "Welcome1", "P@ssw0rd", "Abc12345"})
        EXPECT_TRUE(weakness_of(common).value_or("").contains("common")) << common;
    EXPECT_FALSE(usecases::is_common_password("Password1x"));
}

}
