// SPDX-License-Identifier: Apache-2.0
#include "domain/money.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <map>

namespace {

using namespace domain;

// NOLINTNEXTLINE(modernize-use-using): an alias takes no __extension__.
__extension__ typedef __int128 Wide;

constexpr auto largest = std::numeric_limits<std::int64_t>::max();
constexpr auto smallest = std::numeric_limits<std::int64_t>::min();

TEST(Amount, ArithmeticIsExactOrRefused)
{
    EXPECT_EQ(sum({1}, {2}), Amount{3});
    EXPECT_EQ(difference({1}, {2}), Amount{-1});
    EXPECT_EQ(times({7}, 3), Amount{21});
    EXPECT_EQ(sum({largest}, {1}), std::nullopt);
    EXPECT_EQ(difference({smallest}, {1}), std::nullopt);
    EXPECT_EQ(times({largest / 2 + 1}, 2), std::nullopt);
    EXPECT_EQ(times({max_amount.units}, 9999), std::nullopt);
}

RC_GTEST_PROP(Amount, ArithmeticAgreesWith128Bits, (std::int64_t a, std::int64_t b))
{
    // Random numbers are small; shifted ones also pass the edge.
    auto const shift = *rc::gen::inRange(0, 63);
    a = static_cast<std::int64_t>(static_cast<std::uint64_t>(a) << shift);
    auto const same = [](std::optional<Amount> got, Wide exact) {
        bool const fits = exact >= smallest && exact <= largest;
        return got.has_value() == fits && (!fits || got->units == exact);
    };
    RC_ASSERT(same(sum({a}, {b}), static_cast<Wide>(a) + b));
    RC_ASSERT(same(difference({a}, {b}), static_cast<Wide>(a) - b));
    RC_ASSERT(same(times({a}, b), static_cast<Wide>(a) * b));
}

TEST(Currency, HasTheDigitsThatCldrCounts)
{
    std::map<std::string, int> const digits{
        {"IQD", 0}, {"KWD", 3}, {"BHD", 3}, {"OMR", 3}, {"JOD", 3}, {"TND", 3}, {"LYD", 3}, {"JPY", 0}, {"KRW", 0},
        {"VND", 0}, {"CLP", 0}, {"ISK", 0}, {"HUF", 0}, {"IDR", 0}, {"LBP", 0}, {"SYP", 0}, {"YER", 0}, {"IRR", 0},
        {"PKR", 0}, {"AFN", 0}, {"USD", 2}, {"EUR", 2}, {"GBP", 2}, {"SAR", 2}, {"AED", 2}, {"QAR", 2}, {"EGP", 2},
        {"TRY", 2}, {"INR", 2}, {"CNY", 2}, {"CHF", 2}, {"MRU", 2}, {"XCG", 2}, {"VES", 2}, {"ZMW", 2}};
    for (auto const& [code, expected] : digits) {
        auto const currency = find_currency(code);
        ASSERT_TRUE(currency) << code;
        EXPECT_EQ(currency->code, code);
        EXPECT_EQ(currency->digits, expected) << code;
    }
}

TEST(Currency, OthersAreUnknown)
{
    for (auto const* code : {"", "US", "USDX", "usd", "XXX", "XAU", "DEM", "HRK", "SD ", "D E", "EUR ", " EU"}) {
        EXPECT_FALSE(find_currency(code)) << code;
    }
}

}
