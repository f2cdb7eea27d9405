// SPDX-License-Identifier: Apache-2.0
#include "json/reader.hpp"

#include <gtest/gtest.h>

namespace {

using json::Document;
using json::Errors;
using json::ObjectReader;
using Fields = std::vector<base::FieldError>;

/// What a reader of `text` notes, as "pointer code".
template <typename Read>
std::vector<std::string> notes(std::string_view text, Read read)
{
    auto const document = Document::parse(text);
    EXPECT_TRUE(document) << text;
    Errors errors;
    ObjectReader reader(*document, errors);
    read(reader);
    std::vector<std::string> result;
    for (auto const& field : std::move(errors).failure().fields) result.push_back(field.pointer + " " + field.code);
    return result;
}

using Notes = std::vector<std::string>;

Notes text_notes(std::string_view value, json::TextLimits limits = {1, 5})
{
    return notes("{\"a\":" + std::string(value) + "}", [&](ObjectReader& r) { r.required_text("a", limits); });
}

Notes integer_notes(std::string_view value)
{
    return notes("{\"a\":" + std::string(value) + "}", [](ObjectReader& r) { r.required_integer("a", 1, 9999); });
}

Notes amount_notes(std::string_view value)
{
    return notes("{\"a\":" + std::string(value) + "}",
                 [](ObjectReader& r) { r.required_integer("a", 0, 9'007'199'254'740'991); });
}

TEST(ObjectReader, ReadsText)
{
    auto const document = *Document::parse(R"({"a":"قهوة","b":null})");
    Errors errors;
    ObjectReader reader(document, errors);
    EXPECT_EQ(reader.required_text("a", {1, 4}), "قهوة");
    EXPECT_EQ(reader.text("b", {}), std::nullopt);
    EXPECT_EQ(reader.text("c", {}), std::nullopt);
    reader.finish();
    EXPECT_TRUE(errors.empty());
}

TEST(ObjectReader, SaysWhatIsWrongWithText)
{
    EXPECT_EQ(text_notes("\"abcde\""), Notes{});
    EXPECT_EQ(text_notes("\"abcdef\""), Notes{"/a too_long"});
    EXPECT_EQ(text_notes("\"قهوةقه\""), Notes{"/a too_long"});
    EXPECT_EQ(text_notes("\"\""), Notes{"/a too_short"});
    EXPECT_EQ(text_notes("\"\"", {0, 5}), Notes{});
    EXPECT_EQ(text_notes("5"), Notes{"/a wrong_type"});
    EXPECT_EQ(text_notes("null"), Notes{"/a null_not_allowed"});
    EXPECT_EQ(notes("{}", [](ObjectReader& r) { r.required_text("a", {}); }), Notes{"/a required"});
    EXPECT_EQ(notes("{\"a\":[]}", [](ObjectReader& r) { r.text("a", {}); }), Notes{"/a wrong_type"});
}

TEST(ObjectReader, TakesNoControlCharactersButTabAndLineEnds)
{
    EXPECT_EQ(text_notes(R"("a\t\r\nb")"), Notes{});
    for (auto const* value : {R"("\u0001")", R"("\u001b")", R"("\u007f")", R"("\u0080")", R"("\u009f")", R"("\b")"}) {
        EXPECT_EQ(text_notes(value), Notes{"/a invalid"}) << value;
    }
    EXPECT_EQ(text_notes(R"("\u00a0é\u0100")"), Notes{});
}

TEST(ObjectReader, TakesIntegersInTheirRange)
{
    EXPECT_EQ(integer_notes("1"), Notes{});
    EXPECT_EQ(integer_notes("9999"), Notes{});
    for (auto const* value : {"0", "-1", "10000", "9223372036854775808", "-99999999999999999999"}) {
        EXPECT_EQ(integer_notes(value), Notes{"/a out_of_range"}) << value;
    }
    for (auto const* value : {"1.0", "1.5", "1e2", "\"1\"", "true", "[1]"}) {
        EXPECT_EQ(integer_notes(value), Notes{"/a wrong_type"}) << value;
    }
    EXPECT_EQ(integer_notes("null"), Notes{"/a null_not_allowed"});
    EXPECT_EQ(notes("{\"a\":null}", [](ObjectReader& r) { EXPECT_FALSE(r.integer("a", 1, 2)); }), Notes{});
}

TEST(ObjectReader, TakesAmountsThatJsonKeepsExactly)
{
    EXPECT_EQ(amount_notes("0"), Notes{});
    EXPECT_EQ(amount_notes("9007199254740991"), Notes{});
    EXPECT_EQ(amount_notes("9007199254740992"), Notes{"/a out_of_range"});
    EXPECT_EQ(amount_notes("-1"), Notes{"/a out_of_range"});
    EXPECT_EQ(amount_notes("12.50"), Notes{"/a wrong_type"});
}

TEST(ObjectReader, ReadsTruth)
{
    EXPECT_EQ(notes(R"({"a":true})", [](ObjectReader& r) { EXPECT_EQ(r.boolean("a"), true); }), Notes{});
    EXPECT_EQ(notes(R"({"a":0})", [](ObjectReader& r) { EXPECT_EQ(r.boolean("a"), std::nullopt); }),
              Notes{"/a wrong_type"});
}

TEST(ObjectReader, ReadsTimes)
{
    auto const instant_notes = [](std::string_view value) {
        return notes("{\"a\":" + std::string(value) + "}", [](ObjectReader& r) { r.instant("a"); });
    };
    EXPECT_EQ(instant_notes(R"("2026-11-24T01:02:03+03:00")"), Notes{});
    EXPECT_EQ(instant_notes(R"("tomorrow")"), Notes{"/a invalid"});
    EXPECT_EQ(instant_notes(R"("1969-01-01T00:00:00Z")"), Notes{"/a out_of_range"});
    EXPECT_EQ(instant_notes("1764000000"), Notes{"/a wrong_type"});
}

TEST(ObjectReader, ReadsCoordinatesWithoutFloats)
{
    auto const read = [](std::string_view value) {
        auto const document = *Document::parse("{\"a\":" + std::string(value) + "}");
        Errors errors;
        ObjectReader reader(document, errors);
        auto const e7 = reader.e7("a", 90);
        auto const fields = std::move(errors).failure().fields;
        return e7 ? std::to_string(*e7) : fields.at(0).code;
    };
    EXPECT_EQ(read("33.3128"), "333128000");
    EXPECT_EQ(read("44"), "440000000");
    EXPECT_EQ(read("-0.0000001"), "-1");
    EXPECT_EQ(read("-0.5"), "-5000000");
    EXPECT_EQ(read("-12.25"), "-122500000");
    EXPECT_EQ(read("90.0000000"), "900000000");
    EXPECT_EQ(read("-90"), "-900000000");
    EXPECT_EQ(read("90.0000001"), "out_of_range");
    EXPECT_EQ(read("-91"), "out_of_range");
    EXPECT_EQ(read("9223372036854775807"), "invalid");
    EXPECT_EQ(read("1e1"), "invalid");
    EXPECT_EQ(read("1.5e1"), "invalid");
    EXPECT_EQ(read("0.12345678"), "invalid");
    EXPECT_EQ(read("99999999999999999999"), "invalid");
    EXPECT_EQ(read("\"33\""), "wrong_type");
}

std::optional<bool> parse_switch(std::string_view word)
{
    if (word == "on") return true;
    if (word == "off") return false;
    return std::nullopt;
}

TEST(ObjectReader, ReadsWordsThatAreKnown)
{
    auto const read = [](ObjectReader& r) { r.word("a", parse_switch, "on, off"); };
    EXPECT_EQ(notes(R"({"a":"on"})", read), Notes{});
    EXPECT_EQ(notes(R"({"a":"drone"})", read), Notes{"/a invalid"});
    EXPECT_EQ(notes(R"({"a":1})", read), Notes{"/a wrong_type"});
    EXPECT_EQ(notes(R"({})", read), Notes{});
}

TEST(ObjectReader, NamesTheWayToANestedField)
{
    auto const read = [](ObjectReader& r) {
        r.array("items", 1, 3, [](ObjectReader& item) {
            item.required_integer("quantity", 1, 9);
            item.array("variants", 0, 2, [](ObjectReader& variant) {
                variant.required_text("name", {});
                variant.finish();
            });
            item.finish();
        });
        r.object("payment", [](ObjectReader& payment) { payment.finish(); });
        r.finish();
    };
    EXPECT_EQ(notes(R"({"items":[{"quantity":1},{"quantity":0,"variants":[{"name":"x","price":1}]}],
                        "payment":{"a/b~c":1},"x":2})",
                    read),
              (Notes{"/items/1/quantity out_of_range", "/items/1/variants/0/price unknown_field",
                     "/payment/a~1b~0c unknown_field", "/x unknown_field"}));
}

TEST(ObjectReader, TellsAbsentArraysFromWrongOnes)
{
    auto const read = [](bool expected) {
        return [expected](ObjectReader& r) {
            EXPECT_EQ(r.array("a", 1, 2, [](ObjectReader&) {}), expected);
            r.finish();
        };
    };
    EXPECT_EQ(notes(R"({})", read(false)), Notes{});
    EXPECT_EQ(notes(R"({"a":null})", read(false)), Notes{});
    EXPECT_EQ(notes(R"({"a":[]})", read(true)), Notes{"/a too_short"});
    EXPECT_EQ(notes(R"({"a":[{},{},{}]})", read(true)), Notes{"/a too_long"});
    EXPECT_EQ(notes(R"({"a":{}})", read(true)), Notes{"/a wrong_type"});
    EXPECT_EQ(notes(R"({"a":[{},5]})", read(true)), Notes{"/a/1 wrong_type"});
}

TEST(ObjectReader, WhatIsNotAnObjectIsNotedOnce)
{
    auto const read = [](ObjectReader& r) {
        EXPECT_FALSE(r.has("a"));
        r.required_text("a", {});
        r.required_integer("b", 0, 9);
        r.note_required("c");
        r.finish();
    };
    EXPECT_EQ(notes("[1,2]", read), Notes{" wrong_type"});
    EXPECT_EQ(notes("5", read), Notes{" wrong_type"});
    EXPECT_EQ(notes(R"({"o":5})", [&](ObjectReader& r) { EXPECT_TRUE(r.object("o", read)); }), Notes{"/o wrong_type"});
}

TEST(ObjectReader, ReadsListsOfTexts)
{
    auto const document = *Document::parse(R"({"a":["x","y"],"b":["x",1,""]})");
    Errors errors;
    ObjectReader reader(document, errors);
    EXPECT_EQ(reader.texts("a", 2, {}), (std::vector<std::string>{"x", "y"}));
    reader.texts("b", 3, {});
    EXPECT_EQ(reader.texts("c", 3, {}), std::nullopt);
    auto const fields = std::move(errors).failure().fields;
    ASSERT_EQ(fields.size(), 2U);
    EXPECT_EQ(fields[0].pointer, "/b/1");
    EXPECT_EQ(fields[0].code, "wrong_type");
    EXPECT_EQ(fields[1].pointer, "/b/2");
    EXPECT_EQ(fields[1].code, "too_short");
}

TEST(ObjectReader, AskingWhetherAMemberIsThereDoesNotMakeItKnown)
{
    EXPECT_EQ(notes(R"({"a":1})",
                    [](ObjectReader& r) {
                        EXPECT_TRUE(r.has("a"));
                        r.finish();
                    }),
              Notes{"/a unknown_field"});
    EXPECT_EQ(notes(R"({"a":null})",
                    [](ObjectReader& r) {
                        EXPECT_TRUE(r.is_null("a"));
                        r.finish();
                    }),
              Notes{});
}

TEST(Errors, AreAtMostFifty)
{
    Errors errors;
    for (int i = 0; i < 80; ++i) errors.add("/a", "invalid", "is wrong");
    auto const failure = std::move(errors).failure();
    EXPECT_EQ(failure.kind, base::FailureKind::invalid);
    EXPECT_EQ(failure.code, "validation_failed");
    EXPECT_EQ(failure.detail, "/a is wrong");
    EXPECT_EQ(failure.fields.size(), 50U);
}

}
