// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace base {
namespace {

std::string encode(std::uint32_t code)
{
    auto const byte = [](std::uint32_t value) { return static_cast<char>(value); };
    auto const rest = [&](unsigned shift) { return byte(0x80 | (code >> shift & 0x3f)); };
    if (code < 0x80) return {byte(code)};
    if (code < 0x800) return {byte(0xc0 | code >> 6), rest(0)};
    if (code < 0x10000) return {byte(0xe0 | code >> 12), rest(6), rest(0)};
    return {byte(0xf0 | code >> 18), rest(12), rest(6), rest(0)};
}

bool is_surrogate(std::uint32_t code) { return code >= 0xd800 && code <= 0xdfff; }

TEST(Utf8, EveryCodePointIsWellFormedAndNoSurrogateIs)
{
    for (std::uint32_t code = 0; code <= 0x10ffff; ++code) {
        auto const text = encode(code);
        ASSERT_EQ(is_valid_utf8(text), !is_surrogate(code)) << std::hex << code;
        ASSERT_EQ(leading_code_point_size(text), is_surrogate(code) ? 0 : text.size()) << std::hex << code;
    }
}

TEST(Utf8, RefusesMalformedSequencesWhereverTheyStand)
{
    using namespace std::string_literals;
    std::string const malformed[] = {"\x80"s,
                                     "\xbf"s,
                                     "\xc0\x80"s,
                                     "\xc0\xaf"s,
                                     "\xc1\xbf"s,
                                     "\xc2"s,
                                     "\xc2\x7f"s,
                                     "\xc2\xc2"s,
                                     "\xe0\x80\x80"s,
                                     "\xe0\x9f\xbf"s,
                                     "\xe1\x80"s,
                                     "\xe1\x80\x7f"s,
                                     "\xed\xa0\x80"s,
                                     "\xed\xbf\xbf"s,
                                     "\xef\xbf"s,
                                     "\xf0\x80\x80\x80"s,
                                     "\xf0\x8f\xbf\xbf"s,
                                     "\xf0\x90\x80"s,
                                     "\xf1\x80\x80\x7f"s,
                                     "\xf4\x90\x80\x80"s,
                                     "\xf5\x80\x80\x80"s,
                                     "\xf8\x88\x80\x80\x80"s,
                                     "\xfe"s,
                                     "\xff"s,
                                     "\xe2\x82\xac\xac"s};
    for (auto const& bytes : malformed) {
        for (std::size_t before = 0; before < 18; ++before) {
            auto const text = std::string(before, 'a') + bytes;
            EXPECT_FALSE(is_valid_utf8(text));
            EXPECT_FALSE(is_valid_utf8(text + "bcdefghijklm"));
            EXPECT_FALSE(is_valid_utf8(text + "\xc3\xa9"));
        }
    }
}

RC_GTEST_PROP(Utf8, MixedTextIsValidAndCounted, ())
{
    auto const codes = *rc::gen::container<std::vector<std::uint32_t>>(
        rc::gen::suchThat(rc::gen::oneOf(rc::gen::inRange(0U, 0x80U), rc::gen::inRange(0U, 0x110000U)),
                          [](std::uint32_t code) { return !is_surrogate(code); }));
    std::string text;
    for (auto const code : codes) text += encode(code);
    RC_ASSERT(is_valid_utf8(text));
    RC_ASSERT(count_code_points(text) == codes.size());
}

TEST(Utf8, NothingIsValidAndLeadsNowhere)
{
    EXPECT_TRUE(is_valid_utf8(""));
    EXPECT_TRUE(is_valid_utf8(std::string_view("a\0b", 3)));
    EXPECT_EQ(leading_code_point_size(""), 0U);
}

TEST(Ascii, CaseIgnoresOnlyAsciiLetters)
{
    EXPECT_EQ(ascii_lower("HoSt-Z@[\xc3\x84"), "host-z@[\xc3\x84");
    EXPECT_TRUE(equals_ignoring_case("Content-Length", "content-LENGTH"));
    EXPECT_FALSE(equals_ignoring_case("host", "hos"));
    EXPECT_FALSE(equals_ignoring_case("[", "{"));
    EXPECT_FALSE(equals_ignoring_case("\xc3\x84", "\xc3\xa4"));
}

TEST(Ascii, TrimTakesWhiteSpaceOffBothEnds)
{
    EXPECT_EQ(trim(" \t\r\n a b \v\f"), "a b");
    EXPECT_EQ(trim(" \n "), "");
    EXPECT_EQ(trim(""), "");
    EXPECT_EQ(trim("\xc2\xa0x"), "\xc2\xa0x");
}

TEST(Number, IsTheWholeTextOrNothing)
{
    EXPECT_EQ(parse_number<int>("-12"), -12);
    EXPECT_EQ(parse_number<unsigned>("12"), 12U);
    EXPECT_EQ(parse_number<std::uint8_t>("255"), 255);
    for (auto const* text : {"", " 1", "1 ", "+1", "1.0", "0x1", "1e3", "-", "256", "-1"}) {
        EXPECT_FALSE(parse_number<std::uint8_t>(text)) << text;
    }
}

}
}
