// SPDX-License-Identifier: Apache-2.0
#include "realtime/tail_ring.hpp"

#include "unit/realtime/log_fixtures.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace realtime {
namespace {

RC_GTEST_PROP(TailRing, KeepsTheNewestWithinItsBounds, ())
{
    TailRing ring;
    auto const sizes = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(10, 9000));
    std::uint64_t seq = 0;
    for (auto const size : sizes) {
        ring.push(make_test_frame(++seq, size));
        RC_ASSERT(ring.last() == seq);
        RC_ASSERT(ring.size() <= TailRing::max_events);
        RC_ASSERT(ring.bytes() <= TailRing::max_bytes);
        std::size_t bytes = 0;
        auto expected = ring.first();
        for (auto const& frame : ring.after(ring.first() - 1)) {
            RC_ASSERT(frame.seq == expected++);
            bytes += frame.message->size();
        }
        RC_ASSERT(bytes == ring.bytes());
    }
}

TEST(TailRing, HoldsAtMost256Events)
{
    TailRing ring;
    for (std::uint64_t seq = 1; seq <= 1000; ++seq) ring.push(make_test_frame(seq));
    EXPECT_EQ(ring.size(), 256u);
    EXPECT_EQ(ring.first(), 745u);
    EXPECT_EQ(ring.after(744).size(), 256u);
    EXPECT_TRUE(ring.after(743).empty());
    EXPECT_EQ(ring.after(999).size(), 1u);
    EXPECT_TRUE(ring.after(1000).empty());
    EXPECT_TRUE(ring.after(std::numeric_limits<std::uint64_t>::max()).empty());
}

TEST(TailRing, KeepsOneEventHoweverLargeItIs)
{
    TailRing ring;
    ring.push(make_test_frame(1, 100));
    ring.push(make_test_frame(2, TailRing::max_bytes + 1));
    EXPECT_EQ(ring.size(), 1u);
    EXPECT_EQ(ring.first(), 2u);
}

TEST(TailRing, StartsAnewAfterAJump)
{
    TailRing ring;
    ring.push(make_test_frame(1));
    ring.push(make_test_frame(3));
    EXPECT_EQ(ring.first(), 3u);
    EXPECT_TRUE(ring.after(0).empty());
}

TEST(TailRing, TakesTheNewestOlderFramesThatFitIfTheyFollow)
{
    TailRing ring;
    ring.push(make_test_frame(10));
    ring.prepend({make_test_frame(7), make_test_frame(8)});
    EXPECT_EQ(ring.first(), 10u);
    ring.prepend({make_test_frame(8), make_test_frame(9)});
    EXPECT_EQ(ring.first(), 8u);
    ring.prepend({make_test_frame(6, TailRing::max_bytes), make_test_frame(7)});
    EXPECT_EQ(ring.first(), 7u);
    EXPECT_EQ(ring.after(6).size(), 4u);
}

TEST(Frame, IsTheMessageOfItsEventAlone)
{
    auto const frame = make_test_frame(42, 100);
    EXPECT_EQ(*frame.message,
              R"({"t":"events","from":42,"to":42,"events":[)" + std::string(frame.event()) + R"(],"more":false})");
    EXPECT_EQ(frame.event(), *make_entry(42, 100).text);
}

TEST(Frame, OfOneEventIsSharedAndSeveralAreJoined)
{
    std::vector const frames{make_test_frame(1), make_test_frame(2)};
    EXPECT_EQ(joined(std::span(frames).first(1), false), frames.front().message);
    EXPECT_NE(joined(std::span(frames).first(1), true), frames.front().message);
    EXPECT_EQ(*joined(frames, true), R"({"t":"events","from":1,"to":2,"events":[)" + std::string(frames[0].event()) +
                                         "," + std::string(frames[1].event()) + R"(],"more":true})");
}

}
}
