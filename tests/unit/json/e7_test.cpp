// SPDX-License-Identifier: Apache-2.0
#include "json/e7.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace {

std::string text_of(std::int64_t e7)
{
    std::string text;
    json::Writer writer(text);
    json::write_e7(writer, e7);
    return text;
}

TEST(Coordinate, IsWrittenWithoutTrailingZeros)
{
    EXPECT_EQ(text_of(0), "0");
    EXPECT_EQ(text_of(440'000'000), "44");
    EXPECT_EQ(text_of(333'128'000), "33.3128");
    EXPECT_EQ(text_of(1), "0.0000001");
    EXPECT_EQ(text_of(-1), "-0.0000001");
    EXPECT_EQ(text_of(-5'000'000), "-0.5");
    EXPECT_EQ(text_of(-15'000'000), "-1.5");
    EXPECT_EQ(text_of(-1'800'000'000), "-180");
}

RC_GTEST_PROP(Coordinate, ReadsBackExactly, ())
{
    auto const degrees = *rc::gen::element<std::int64_t>(1, 2, 180);
    auto const e7 = *rc::gen::inRange(-degrees * 10'000'000, degrees * 10'000'000 + 1);
    auto const document = json::Document::parse(text_of(e7));
    RC_ASSERT(json::parse_e7(document->root()) == e7);
}

}
