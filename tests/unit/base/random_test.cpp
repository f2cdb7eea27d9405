// SPDX-License-Identifier: Apache-2.0
#include "base/random.hpp"

#include "base/bytes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <set>

namespace base {
namespace {

RC_GTEST_PROP(Random, StaysBelowItsBound, ())
{
    auto const bound = *rc::gen::suchThat<std::uint64_t>([](std::uint64_t n) { return n > 0; });
    RC_ASSERT(random_below(bound) < bound);
}

TEST(Random, BelowOneIsZero) { EXPECT_EQ(random_below(1), 0U); }

TEST(Random, ReachesEveryNumberBelowASmallBound)
{
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 2'000; ++i) seen.insert(random_below(10));
    EXPECT_EQ(seen.size(), 10U);
}

TEST(Random, TokensHaveTheirSizeAndDiffer)
{
    auto const token = random_token(32);
    ASSERT_TRUE(from_base64url(token));
    EXPECT_EQ(from_base64url(token)->size(), 32U);
    EXPECT_NE(token, random_token(32));
    EXPECT_EQ(random_token(0), "");
}

TEST(Random, FillsEveryByte)
{
    std::array<std::uint8_t, 64> seen{};
    for (int i = 0; i < 64; ++i) {
        std::array<std::uint8_t, 64> bytes{};
        fill_random(bytes);
        for (std::size_t at = 0; at < bytes.size(); ++at) seen[at] |= bytes[at];
    }
    for (auto const byte : seen) EXPECT_NE(byte, 0);
}

}
}
