// SPDX-License-Identifier: Apache-2.0
#include "base/release.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

constexpr std::size_t much = 100'000;

TEST(Release, GivesTheMemoryOfAStringAndOfAVectorBack)
{
    std::string text(much, 't');
    std::vector<int> numbers(much);
    base::release(text);
    base::release(numbers);
    EXPECT_TRUE(text.empty());
    EXPECT_EQ(text.capacity(), std::string().capacity());
    EXPECT_TRUE(numbers.empty());
    EXPECT_EQ(numbers.capacity(), 0U);
}

TEST(Release, GivesBackWhatAStructHolds)
{
    struct Holder {
        std::string text = "first";
        std::vector<int> numbers = {};
        int number = 1;
    };
    Holder holder{.text = std::string(much, 't'), .numbers = std::vector<int>(much), .number = 2};
    base::release(holder);
    EXPECT_EQ(holder.text, "first");
    EXPECT_EQ(holder.text.capacity(), std::string().capacity());
    EXPECT_EQ(holder.numbers.capacity(), 0U);
    EXPECT_EQ(holder.number, 1);
}

}
