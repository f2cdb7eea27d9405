// SPDX-License-Identifier: Apache-2.0
#include "realtime/cursor.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace realtime {
namespace {

RC_GTEST_PROP(Cursor, ComesBackAsItWasWritten, (std::uint64_t seq))
{
    auto const parsed = parse_cursor(format_cursor("Ab9_-", seq));
    RC_ASSERT(parsed.has_value());
    RC_ASSERT(*parsed == (Cursor{"Ab9_-", seq}));
}

TEST(Cursor, ThatWasNeverGivenOutIsUnreadable)
{
    for (std::string const text : {"", ":", "e", "e:", ":1", "e:x", "e:-1", "e:+1", "e: 1", "e:01", "e:1:2", "e e:1",
                                   "e:18446744073709551616", "\xc3\xa9:1", "e:1 "}) {
        auto const parsed = parse_cursor(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error().code, "cursor_unreadable");
    }
    EXPECT_FALSE(parse_cursor(std::string(65, 'e') + ":1"));
}

TEST(Cursor, IsValidFromRightBelowTheOldestToTheHead)
{
    struct Case {
        char const* epoch;
        std::uint64_t seq, head, oldest;
        std::optional<ResetReason> expected;
    };
    using enum ResetReason;
    auto const most = std::numeric_limits<std::uint64_t>::max();
    for (auto const& c : {
             Case{"e", 0, 0, 1, std::nullopt},
             Case{"e", 1, 0, 1, ahead},
             Case{"e", 0, 9, 1, std::nullopt},
             Case{"e", 9, 9, 1, std::nullopt},
             Case{"e", 10, 9, 1, ahead},
             Case{"e", most, 9, 1, ahead},
             Case{"e", 4, 9, 5, std::nullopt},
             Case{"e", 3, 9, 5, trimmed},
             Case{"e", 0, 9, 9, trimmed},
             Case{"e", 8, 9, 9, std::nullopt},
             Case{"f", 5, 9, 1, epoch},
             Case{"f", 10, 9, 1, epoch},
         }) {
        EXPECT_EQ(check({c.epoch, c.seq}, {"e", c.head, c.oldest}), c.expected)
            << c.epoch << ':' << c.seq << " in " << c.oldest << ".." << c.head;
    }
}

}
}
