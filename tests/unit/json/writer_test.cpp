// SPDX-License-Identifier: Apache-2.0
#include "json/writer.hpp"

#include "base/text.hpp"
#include "json/document.hpp"
#include "unit/base/arbitrary_text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace {

std::string string_json(std::string_view text)
{
    std::string out;
    json::append_string(out, text);
    return out;
}

TEST(JsonString, EscapesWhatRfc8259Demands)
{
    EXPECT_EQ(string_json(""), R"("")");
    EXPECT_EQ(string_json("plain text of more than eight bytes"), R"("plain text of more than eight bytes")");
    EXPECT_EQ(string_json("a\"b\\c/d"), R"("a\"b\\c/d")");
    EXPECT_EQ(string_json("\b\f\n\r\t"), R"("\b\f\n\r\t")");
    EXPECT_EQ(string_json(std::string_view("\0\x01\x1f", 3)), R"("\u0000\u0001\u001f")");
    EXPECT_EQ(string_json("\x7fقهوة 😀"), "\"\x7fقهوة 😀\"");
}

TEST(JsonString, FindsWhatToEscapeAtEveryPlaceOfAWord)
{
    for (std::string const special : {"\"", "\\", "\n", "\x1f"}) {
        for (std::size_t size = 0; size < 20; ++size) {
            for (std::size_t place = 0; place <= size; ++place) {
                std::string text(size, '~');
                text.insert(place, special);
                auto expected = "\"" + std::string(place, '~');
                expected += special == "\"" ? "\\\"" : special == "\\" ? "\\\\" : special == "\n" ? "\\n" : "\\u001f";
                expected += std::string(size - place, '~') + "\"";
                ASSERT_EQ(string_json(text), expected);
            }
        }
    }
}

RC_GTEST_PROP(JsonString, ReadsBack, ())
{
    auto const text = *arbitrary::text() + *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127));
    auto const document = json::Document::parse(string_json(text));
    RC_ASSERT(document.has_value());
    RC_ASSERT(document->root().text == text);
}

std::string printable(std::string_view bytes)
{
    std::string out;
    json::append_printable_string(out, bytes);
    return out;
}

TEST(PrintableJsonString, EscapesWhatATerminalActsOn)
{
    EXPECT_EQ(printable(""), R"("")");
    EXPECT_EQ(printable("plain text of more than eight bytes"), R"("plain text of more than eight bytes")");
    EXPECT_EQ(printable("a\"b\\c/d"), R"("a\"b\\c/d")");
    EXPECT_EQ(printable("\b\f\n\r\t"), R"("\b\f\n\r\t")");
    EXPECT_EQ(printable("\x1b[2J\x7f"), R"("\u001b[2J\u007f")");
    EXPECT_EQ(printable("\xc2\x80 \xc2\x9b \xc2\x9f \xc2\xa0"), "\"\\u0080 \\u009b \\u009f \xc2\xa0\"");
    EXPECT_EQ(printable("قهوة 😀"), "\"قهوة 😀\"");
}

TEST(PrintableJsonString, ReplacesEachByteThatIsNoText)
{
    EXPECT_EQ(printable("a\xff\xc3(\xed\xa0\x80z\xc3\xa9"), "\"a\ufffd\ufffd(\ufffd\ufffd\ufffdz\u00e9\"");
    EXPECT_EQ(printable("\xe2\x82"), "\"\ufffd\ufffd\"") << "cut in the middle";
}

TEST(PrintableJsonString, FindsWhatToLookAtAtEveryPlaceOfAWord)
{
    for (std::size_t size = 0; size < 20; ++size) {
        for (std::size_t place = 0; place <= size; ++place) {
            std::string text(size, '~');
            text.insert(place, "\x7f");
            ASSERT_EQ(printable(text),
                      '"' + std::string(place, '~') + "\\u007f" + std::string(size - place, '~') + '"');
        }
    }
}

RC_GTEST_PROP(PrintableJsonString, IsOneLineOfTextWhateverItIsMadeOf, (std::string const& bytes))
{
    RC_PRE(bytes.find('\0') == bytes.npos);  // Which no document may hold.
    auto const text = printable(bytes);
    RC_ASSERT(base::is_valid_utf8(text));
    RC_ASSERT(std::ranges::none_of(text, [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }));
    auto const document = json::Document::parse(text);
    RC_ASSERT(document.has_value());
    if (base::is_valid_utf8(bytes)) RC_ASSERT(document->root().text == bytes);
}

TEST(JsonWriter, PutsCommasBetweenMembersAndElements)
{
    std::string out;
    json::Writer writer(out);
    writer.begin_object().member("a", 1).key("b").begin_array().value("x").begin_object().end_object().begin_array();
    writer.end_array().value(true).null().end_array().member("c", std::optional<std::string>());
    writer.member("d", std::optional<std::string>("y")).key("e").raw("[1]").member("f", false).end_object();
    EXPECT_EQ(out, R"({"a":1,"b":["x",{},[],true,null],"d":"y","e":[1],"f":false})");
}

TEST(JsonWriter, WritesNumbersAndTimes)
{
    std::string out;
    json::Writer writer(out);
    writer.begin_array().value(INT64_MIN).value(UINT64_MAX).value(0).value(std::uint32_t{7});
    writer.value(base::from_micros(1'234'567)).end_array();
    EXPECT_EQ(out, R"([-9223372036854775808,18446744073709551615,0,7,"1970-01-01T00:00:01.234Z"])");
}

TEST(JsonWriter, TakesNamesOfAnyLength)
{
    for (std::size_t const size : {1U, 43U, 44U, 45U, 46U, 200U}) {
        std::string const name(size, 'n');
        std::string out;
        json::Writer writer(out);
        writer.begin_object().member(name, 1).member(name, 2).end_object();
        auto expected = std::string("{\"").append(name).append("\":1,\"");
        EXPECT_EQ(out, expected.append(name).append("\":2}"));
    }
}

}
