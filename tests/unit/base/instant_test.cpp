// SPDX-License-Identifier: Apache-2.0
#include "base/instant.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace base {
namespace {

using namespace std::chrono;

constexpr std::int64_t last_micros = 253'402'300'799'999'999;

RC_GTEST_PROP(Instant, RoundTripsToTheMillisecond, ())
{
    auto const instant = from_micros(*rc::gen::inRange<std::int64_t>(0, last_micros));
    auto const parsed = parse_instant(format_instant(instant));
    RC_ASSERT(parsed.has_value());
    RC_ASSERT(*parsed == floor<milliseconds>(instant));
}

RC_GTEST_PROP(Instant, SortsAsItsTextDoes, ())
{
    auto const a = from_micros(*rc::gen::inRange<std::int64_t>(0, last_micros));
    auto const b = from_micros(*rc::gen::inRange<std::int64_t>(0, last_micros));
    if (format_instant(a) < format_instant(b)) RC_ASSERT(a < b);
}

TEST(Instant, IsWrittenInUtcWithMilliseconds)
{
    EXPECT_EQ(format_instant(Instant()), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(format_instant(from_micros(1'795'482'123'004'999)), "2026-11-24T01:02:03.004Z");
    EXPECT_EQ(format_instant(sys_days(2024y / February / 29) + 23h + 59min + 59s), "2024-02-29T23:59:59.000Z");
    EXPECT_EQ(format_instant(from_micros(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(Instant, OutsideTheFormIsWrittenAsItsEdge)
{
    EXPECT_EQ(format_instant(Instant::max()), "9999-12-31T23:59:59.999Z");
    EXPECT_EQ(format_instant(Instant::min()), "0000-01-01T00:00:00.000Z");
}

TEST(Instant, IsReadWithAnyOffsetAndFraction)
{
    auto const expected = sys_days(2026y / November / 24) + 1h + 2min + 3s;
    std::pair<char const*, microseconds> const cases[] = {
        {"2026-11-24T01:02:03Z", 0us},
        {"2026-11-24t01:02:03z", 0us},
        {"2026-11-24T01:02:03-00:00", 0us},
        {"2026-11-24T04:02:03+03:00", 0us},
        {"2026-11-23T19:32:03-05:30", 0us},
        {"2026-11-24T01:02:03.5Z", 500'000us},
        {"2026-11-24T01:02:03.004005Z", 4'005us},
        {"2026-11-24T01:02:03.000001999Z", 1us},
        {"2026-11-24T01:01:60Z", -3s},
    };
    for (auto const& [text, more] : cases) {
        auto const parsed = parse_instant(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(*parsed, expected + more) << text;
    }
}

TEST(Instant, ALeapSecondIsTheSecondAfter)
{
    EXPECT_EQ(*parse_instant("2016-12-31T23:59:60Z"), sys_days(2017y / January / 1));
    EXPECT_FALSE(parse_instant("2016-12-31T23:59:61Z"));
}

TEST(Instant, RefusesWhatIsNotRfc3339)
{
    for (auto const* text : {"",
                             "2026",
                             "2026-11-24",
                             "2026-11-24T01:02Z",
                             "2026-11-24T01:02:03",
                             "2026-11-24 01:02:03Z",
                             "2026-13-24T01:02:03Z",
                             "2026-00-24T01:02:03Z",
                             "2026-02-29T01:02:03Z",
                             "2026-11-31T01:02:03Z",
                             "2026-11-24T24:02:03Z",
                             "2026-11-24T01:60:03Z",
                             "2026-11-24T01:02:03.Z",
                             "2026-11-24T01:02:03,5Z",
                             "2026-11-24T01:02:03.0123456789Z",
                             "2026-11-24T01:02:03+24:00",
                             "2026-11-24T01:02:03+01:60",
                             "2026-11-24T01:02:03+0100",
                             "2026-11-24T01:02:03+01",
                             "2026-11-24T01:02:03Z ",
                             " 2026-11-24T01:02:03Z",
                             "+026-11-24T01:02:03Z",
                             "2026-1-24T01:02:03Z",
                             "2026-11-24T01:02:03ZZ",
                             "2026-11-24T-1:02:03Z"}) {
        auto const parsed = parse_instant(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error().kind, FailureKind::malformed) << text;
    }
}

TEST(Instant, RefusesYearsBefore1970AndAfter9999InUtc)
{
    for (auto const* text : {"1969-12-31T23:59:59Z", "1970-01-01T00:30:00+01:00", "9999-12-31T23:59:59-00:01",
                             "9999-12-31T23:59:60Z", "0000-01-01T00:00:00Z"}) {
        auto const parsed = parse_instant(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error().code, "time_out_of_range") << text;
    }
    EXPECT_EQ(*parse_instant("1969-12-31T23:59:59-00:01"), Instant(59s));
    EXPECT_EQ(*parse_instant("9999-12-31T23:59:59.999999Z"), from_micros(last_micros));
}

RC_GTEST_PROP(Instant, WhatIsReadAfterAChangeOfOneCharacterCanBeWrittenAndReadAgain, ())
{
    auto text = format_instant(from_micros(*rc::gen::inRange<std::int64_t>(0, last_micros)));
    text[*rc::gen::inRange<std::size_t>(0, text.size())] = *rc::gen::elementOf(std::string("0123456789-:.TZ+ \xff"));
    auto const parsed = parse_instant(text);
    if (parsed) RC_ASSERT(parse_instant(format_instant(*parsed)).value() == *parsed);
}

}
}
