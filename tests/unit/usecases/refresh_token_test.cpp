// SPDX-License-Identifier: Apache-2.0
#include "usecases/refresh_token.hpp"

#include "base/bytes.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using usecases::RefreshTokens;
using Key = usecases::AccessTokens::Key;

Key const first{"first", std::vector<std::uint8_t>(32, 1)};
Key const second{"second", std::vector<std::uint8_t>(32, 2)};

TEST(RefreshTokens, TheFirstOfASessionIsUnlikeAnyOther)
{
    auto const token = RefreshTokens::first();
    EXPECT_TRUE(token.starts_with("ort_"));
    EXPECT_EQ(token.size(), 4U + 43U) << "256 bits";
    EXPECT_NE(RefreshTokens::first(), token);
}

TEST(RefreshTokens, WhoeverHasTheKeyMakesTheSameSuccessorAgain)
{
    auto const successor = RefreshTokens({first}).successor_of("ort_a");
    EXPECT_EQ(successor.key_id, "first");
    EXPECT_EQ(RefreshTokens({first}).successor_of("ort_a").token, successor.token);
    EXPECT_EQ(RefreshTokens({second, first}).successor_of("ort_a", "first"), successor.token);
}

TEST(RefreshTokens, EachTokenAndEachKeyHasItsOwnSuccessor)
{
    RefreshTokens const tokens({first});
    EXPECT_NE(tokens.successor_of("ort_a").token, tokens.successor_of("ort_b").token);
    EXPECT_NE(tokens.successor_of("ort_a").token, RefreshTokens({second}).successor_of("ort_a").token);
}

TEST(RefreshTokens, TheFirstKeyMakesNewOnes)
{
    EXPECT_EQ(RefreshTokens({second, first}).successor_of("ort_a").key_id, "second");
}

TEST(RefreshTokens, AKeyThatIsNotOursAnyMoreMakesNothing)
{
    EXPECT_EQ(RefreshTokens({second}).successor_of("ort_a", "first"), std::nullopt);
}

TEST(RefreshTokens, AreNotWhatTheKeySigns)
{
    auto const signature = base::to_base64url(base::hmac_sha256(first.secret, "ort_a"));
    EXPECT_NE(RefreshTokens({first}).successor_of("ort_a").token, "ort_" + signature);
}

TEST(RefreshTokens, CannotBeMadeWithoutAKey) { EXPECT_THROW(RefreshTokens({}), std::invalid_argument); }

}
