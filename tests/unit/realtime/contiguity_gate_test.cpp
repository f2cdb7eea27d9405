// SPDX-License-Identifier: Apache-2.0
#include "realtime/contiguity_gate.hpp"

#include "unit/realtime/log_fixtures.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace realtime {
namespace {

using std::chrono::milliseconds;

Time const start = Time() + std::chrono::hours(1);

std::vector<std::uint64_t> seqs(std::vector<Frame> const& frames)
{
    std::vector<std::uint64_t> result;
    for (auto const& frame : frames) result.push_back(frame.seq);
    return result;
}

RC_GTEST_PROP(ContiguityGate, PassesAnyArrivalOrderWithDuplicatesOnceAndInOrder, ())
{
    auto const head = *rc::gen::inRange<std::uint64_t>(0, 5);
    auto const count = *rc::gen::inRange<std::uint64_t>(1, 40);
    auto arrivals =
        *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(1, head + count + 1));
    for (std::uint64_t seq = 1; seq <= head + count; ++seq)
        arrivals.insert(arrivals.begin() +
                            *rc::gen::inRange<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(arrivals.size()) + 1),
                        seq);

    ContiguityGate gate;
    gate.open(head);
    std::vector<Frame> passed;
    for (auto const seq : arrivals) gate.offer(make_test_frame(seq), start, passed);

    std::vector<std::uint64_t> expected;
    for (auto seq = head + 1; seq <= head + count; ++seq) expected.push_back(seq);
    RC_ASSERT(seqs(passed) == expected);
    RC_ASSERT(!gate.has_gap());
}

TEST(ContiguityGate, WaitsForAMissingEventBeforeItAsksTheStore)
{
    ContiguityGate gate;
    gate.open(4);
    std::vector<Frame> passed;
    gate.offer(make_test_frame(6), start, passed);

    EXPECT_TRUE(passed.empty());
    EXPECT_TRUE(gate.has_gap());
    EXPECT_EQ(gate.missing_after(start + milliseconds(2)), std::nullopt);
    EXPECT_EQ(gate.missing_after(start + milliseconds(3)), 4u);

    gate.offer(make_test_frame(5), start + milliseconds(3), passed);
    EXPECT_EQ(seqs(passed), (std::vector<std::uint64_t>{5, 6}));
    EXPECT_EQ(gate.missing_after(start + milliseconds(9)), std::nullopt);
}

TEST(ContiguityGate, GivesEachGapItsOwnPatience)
{
    ContiguityGate gate;
    gate.open(0);
    std::vector<Frame> passed;
    gate.offer(make_test_frame(2), start, passed);
    gate.offer(make_test_frame(4), start, passed);
    gate.offer(make_test_frame(1), start + milliseconds(2), passed);

    EXPECT_EQ(gate.missing_after(start + milliseconds(4)), std::nullopt);
    EXPECT_EQ(gate.missing_after(start + milliseconds(5)), 2u);
}

TEST(ContiguityGate, OpensAboveEverythingThatWasSeenCommitted)
{
    ContiguityGate gate;
    std::vector<Frame> passed;
    gate.offer(make_test_frame(7), start, passed);
    EXPECT_FALSE(gate.has_gap());
    gate.open(5);
    EXPECT_EQ(gate.head(), 7u);
    gate.offer(make_test_frame(7), start, passed);
    gate.offer(make_test_frame(8), start, passed);
    EXPECT_EQ(seqs(passed), (std::vector<std::uint64_t>{8}));
}

TEST(ContiguityGate, HoldsABoundedNumberAndLeavesTheRestToTheStore)
{
    ContiguityGate gate;
    gate.open(0);
    std::vector<Frame> passed;
    auto const last = ContiguityGate::max_held + 50;
    for (std::uint64_t seq = 2; seq <= last; ++seq) gate.offer(make_test_frame(seq), start, passed);
    gate.offer(make_test_frame(1), start, passed);
    EXPECT_EQ(passed.size(), ContiguityGate::max_held + 1);
    EXPECT_TRUE(gate.has_gap());

    for (auto seq = *gate.missing_after(start + milliseconds(3)) + 1; seq <= last; ++seq)
        gate.offer(make_test_frame(seq), start, passed);
    EXPECT_EQ(passed.size(), last);
    EXPECT_FALSE(gate.has_gap());
}

}
}
