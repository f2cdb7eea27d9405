// SPDX-License-Identifier: Apache-2.0
#include "json/document.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace {

using json::Document;
using json::Kind;

std::string refusal(std::string_view text, json::ParseLimits limits = {})
{
    auto const document = Document::parse(text, limits);
    if (document) return "taken";
    EXPECT_EQ(document.error().kind, base::FailureKind::malformed);
    return document.error().code;
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

/// An object of `count` members, the last one named as the one at `repeated`, if that is one of them.
std::string object_of(std::size_t count, std::size_t repeated = SIZE_MAX)
{
    std::string text = "{";
    for (std::size_t i = 0; i < count; ++i) {
        auto const name = i + 1 == count && repeated < count ? repeated : i;
        text += (i == 0 ? "\"k" : ",\"k") + std::to_string(name) + "\":0";
    }
    return text + "}";
}

TEST(Document, KeepsEveryKindOfValue)
{
    auto const document =
        *Document::parse(R"( {"a":null,"b":true,"c":-5,"d":1.50,"e":"x\u00e9\n","f":[1,[2]],"g":{}} )");
    auto const& nodes = document.nodes();
    ASSERT_EQ(nodes.size(), 11U);
    EXPECT_EQ(nodes[0].kind, Kind::object);
    EXPECT_EQ(nodes[0].size, 7U);
    EXPECT_EQ(nodes[0].end, 11U);
    EXPECT_EQ(nodes[1].kind, Kind::null);
    EXPECT_EQ(nodes[1].name, "a");
    EXPECT_TRUE(nodes[2].flag);
    EXPECT_EQ(nodes[3].integer, -5);
    EXPECT_EQ(nodes[4].kind, Kind::fraction);
    EXPECT_EQ(nodes[4].text, "1.50");
    EXPECT_EQ(nodes[4].name, "d");
    EXPECT_EQ(nodes[5].text, "xé\n");
    EXPECT_EQ(nodes[6].size, 2U);
    EXPECT_EQ(nodes[6].end, 10U);
    EXPECT_EQ(nodes[8].end, 10U);
    EXPECT_EQ(nodes[9].integer, 2);
    EXPECT_EQ(nodes[10].name, "g");
    EXPECT_EQ(nodes[10].end, 11U);
}

TEST(Document, OutlivesTheTextAndAMove)
{
    std::string text = R"({"short":"x","f":2.5})";
    auto parsed = Document::parse(text);
    text.assign(text.size(), '!');
    Document const document = std::move(*parsed);
    parsed = Document::parse("[]");
    EXPECT_EQ(document.nodes()[1].name, "short");
    EXPECT_EQ(document.nodes()[1].text, "x");
    EXPECT_EQ(document.nodes()[2].text, "2.5");
}

TEST(Document, KeepsIntegersExactlyAndTheRestAsText)
{
    auto const node = [](std::string const& text) { return Document::parse(text)->root(); };
    EXPECT_EQ(node("9223372036854775807").integer, INT64_MAX);
    EXPECT_EQ(node("-9223372036854775808").integer, INT64_MIN);
    EXPECT_EQ(node("9007199254740993").integer, 9007199254740993);
    for (std::string const text :
         {"9223372036854775808", "18446744073709551615", "18446744073709551616", "-9223372036854775809",
          "123456789012345678901234567890", "1e3", "1E400", "0.1", "29.378226", "-0.0", "1.0"}) {
        auto const document = *Document::parse("[" + text + "]");
        EXPECT_EQ(document.nodes()[1].kind, Kind::fraction) << text;
        EXPECT_EQ(document.nodes()[1].text, text);
    }
}

TEST(Document, RefusesWhatIsNotJson)
{
    for (std::string const text :
         {"",      " ",         "{",         "[1,]", "{\"a\":1,}", "{a:1}",   "'a'",       "nul",
          "01",    "+1",        "1.",        ".5",   "0x10",       "NaN",     "Infinity",  "[1] 2",
          "{}{}",  "// c\n1",   "/* c */ 1", "\"a",  "\"\n\"",     "\"\\x\"", "\"\\u12\"", "\xef\xbb\xbf{}",
          "[1 2]", "{\"a\" 1}", "{1:2}",     "]",    "1e",         "--1"}) {
        EXPECT_EQ(refusal(text), "json_malformed") << text;
    }
}

TEST(Document, RefusesTextThatIsNotUtf8)
{
    for (std::string const bytes :
         {"\xff", "\xc3", "\xc0\xaf", "\xe2\x82", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80"}) {
        EXPECT_EQ(refusal("{\"a\":\"" + bytes + "\"}"), "json_malformed");
        EXPECT_EQ(refusal("{\"" + bytes + "\":1}"), "json_malformed");
    }
    EXPECT_EQ(refusal(R"("\ud800")"), "json_malformed");
    EXPECT_EQ(refusal(R"("\udc00")"), "json_malformed");
    EXPECT_EQ(refusal(R"("\ud800\ud800")"), "json_malformed");
    EXPECT_EQ(Document::parse(R"("\ud83d\ude00")")->root().text, "😀");
}

TEST(Document, RefusesNulCharacters)
{
    EXPECT_EQ(refusal(R"(["a\u0000b"])"), "json_malformed");
    EXPECT_EQ(refusal(R"({"a\u0000":1})"), "json_malformed");
    EXPECT_EQ(refusal(std::string_view("\"\0\"", 3)), "json_malformed");
    EXPECT_EQ(Document::parse(R"("\\u0000")")->root().text, "\\u0000");
}

TEST(Document, IsAtMost32Deep)
{
    EXPECT_EQ(refusal(nested(32)), "taken");
    EXPECT_EQ(refusal(nested(33)), "json_too_deep");
    EXPECT_EQ(refusal(std::string(100'000, '[')), "json_too_deep");
    EXPECT_EQ(refusal(nested(4), {.depth = 3}), "json_too_deep");
}

TEST(Document, HasAtMostSoManyValues)
{
    EXPECT_EQ(refusal("[1,2,3]", {.values = 4}), "taken");
    EXPECT_EQ(refusal("[1,2,3]", {.values = 3}), "json_too_large");
    EXPECT_EQ(refusal("[[],[]]", {.values = 2}), "json_too_large");
}

TEST(Document, RefusesAKeyThatStandsTwice)
{
    EXPECT_EQ(refusal(R"({"a":1,"a":1})"), "json_duplicate_key");
    EXPECT_EQ(refusal(R"({"a":1,"\u0061":1})"), "json_duplicate_key");
    EXPECT_EQ(refusal(R"([{"x":{"a":{"a":1},"b":2,"a":[]}}])"), "json_duplicate_key");
    EXPECT_EQ(refusal(R"({"":1,"":1})"), "json_duplicate_key");
    EXPECT_EQ(refusal(R"({"a":{"a":1},"b":{"a":1}})"), "taken");
    EXPECT_NE(Document::parse(R"({"a":1,"a":1})").error().detail.find("\"a\" stands twice"), std::string::npos);
}

TEST(Document, FindsRepeatedKeysInSmallAndLargeObjects)
{
    for (std::size_t const count : {2U, 31U, 32U, 33U, 34U, 1000U}) {
        EXPECT_EQ(refusal(object_of(count)), "taken") << count;
        EXPECT_EQ(refusal(object_of(count, 0)), "json_duplicate_key") << count;
        EXPECT_EQ(refusal(object_of(count, count - 2)), "json_duplicate_key") << count;
    }
}

TEST(Document, SaysWhereItStoppedReading)
{
    EXPECT_NE(Document::parse(R"({"a":1,"b":x})").error().detail.find("at byte 11"), std::string::npos)
        << Document::parse(R"({"a":1,"b":x})").error().detail;
}

RC_GTEST_PROP(Document, TakesExactlyWhatBoostTakes, ())
{
    auto const piece = rc::gen::element<std::string>("{", "}", "[", "]", ":", ",", "\"a\"", "\"b\"", "1", "-2.5",
                                                     "null", "true", " ", "\\", "\"", "\xc3\xa9", "\xff", "1e9");
    std::string text;
    for (auto const& each : *rc::gen::container<std::vector<std::string>>(piece)) text += each;
    boost::json::error_code ec;
    boost::json::parse(text, ec);
    auto const code = refusal(text);
    RC_ASSERT((code == "taken" || code == "json_duplicate_key") == !ec);
}

}
