// SPDX-License-Identifier: Apache-2.0
#include "domain/marks.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <utility>

namespace domain {
namespace {

TEST(Marks, AtFirstNothingIsRead)
{
    Marks const marks;
    EXPECT_FALSE(marks.is_read(1));
    EXPECT_EQ(marks.read_up_to(), 0U);
    EXPECT_EQ(marks.version(), 0U);
}

TEST(Marks, ReadingInOrderKeepsNothingAbove)
{
    Marks marks;
    for (std::uint64_t seq = 1; seq <= 5; ++seq) EXPECT_TRUE(marks.mark_read(seq));
    EXPECT_EQ(marks.read_up_to(), 5U);
    EXPECT_EQ(marks.marked_above(), 0U);
    EXPECT_EQ(marks.version(), 5U);
}

TEST(Marks, AGapThatIsFilledJoinsWhatLiesBehindIt)
{
    Marks marks;
    marks.mark_read(2);
    marks.remove(3);
    EXPECT_EQ(marks.read_up_to(), 0U);
    EXPECT_EQ(marks.marked_above(), 2U);
    marks.mark_read(1);
    EXPECT_EQ(marks.read_up_to(), 3U);
    EXPECT_EQ(marks.marked_above(), 0U);
}

TEST(Marks, WhatIsSoAlreadyChangesNothing)
{
    Marks marks;
    marks.mark_read_up_to(4);
    marks.remove(6);
    auto const before = marks;
    EXPECT_FALSE(marks.mark_read(3));
    EXPECT_FALSE(marks.mark_read(6));
    EXPECT_FALSE(marks.remove(6));
    EXPECT_FALSE(marks.mark_read_up_to(4));
    EXPECT_FALSE(marks.trimmed_to(4));
    EXPECT_EQ(marks, before);
}

TEST(Marks, WhatWasReadCanStillBeDeleted)
{
    Marks marks;
    marks.mark_read_up_to(4);
    EXPECT_TRUE(marks.remove(2));
    EXPECT_TRUE(marks.is_deleted(2));
    EXPECT_EQ(marks.read_up_to(), 4U);
    EXPECT_EQ(marks.version(), 2U);
}

TEST(Marks, ReadingUpToLeavesWhatIsDeletedDeleted)
{
    Marks marks;
    marks.remove(3);
    marks.mark_read_up_to(5);
    EXPECT_TRUE(marks.is_deleted(3));
    EXPECT_EQ(marks.marked_above(), 0U);
}

TEST(Marks, WhatIsTrimmedIsNobodysChange)
{
    Marks marks;
    marks.remove(2);
    marks.mark_read(6);
    EXPECT_TRUE(marks.trimmed_to(5));
    EXPECT_EQ(marks.version(), 2U);
    EXPECT_EQ(marks.read_up_to(), 6U);
    EXPECT_FALSE(marks.is_deleted(2));
}

/// Above `read_up_to` the next one is unread, and what is counted above is what is marked there.
RC_GTEST_PROP(Marks, CountWhatASlowCountCounts, ())
{
    Marks marks;
    std::set<std::uint64_t> read, deleted;
    auto const steps = *rc::gen::container<std::vector<std::pair<unsigned, unsigned>>>(
        rc::gen::pair(rc::gen::inRange(0U, 4U), rc::gen::inRange(1U, 30U)));
    for (auto const& [kind, seq] : steps) {
        auto const before = std::pair(read, deleted);
        auto const version = marks.version();
        if (kind == 0) marks.mark_read(seq), read.insert(seq);
        if (kind == 1) marks.remove(seq), read.insert(seq), deleted.insert(seq);
        if (kind >= 2)
            for (std::uint64_t each = 1; each <= seq; ++each) read.insert(each);
        if (kind == 2) marks.mark_read_up_to(seq);
        if (kind == 3) {
            marks.trimmed_to(seq);
            deleted.erase(deleted.begin(), deleted.upper_bound(seq));
        }
        RC_ASSERT(marks.version() == version + (kind < 3 && before != std::pair(read, deleted) ? 1 : 0));
        RC_ASSERT(marks.read_up_to() + marks.marked_above() == read.size());
        RC_ASSERT(!marks.is_read(marks.read_up_to() + 1));
        for (std::uint64_t each = 1; each <= 31; ++each) {
            RC_ASSERT(marks.is_read(each) == read.contains(each));
            RC_ASSERT(marks.is_deleted(each) == deleted.contains(each));
        }
    }
}

}
}
