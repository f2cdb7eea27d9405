// SPDX-License-Identifier: Apache-2.0
#include "loadtest/histogram.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace loadtest {
namespace {

TEST(LoadHistogram, KnowsNoPercentileOfNothing) { EXPECT_EQ(Histogram{}.percentile(0.99), 0); }

TEST(LoadHistogram, CountsWhatIsNegativeAsZero)
{
    Histogram histogram;
    histogram.record(-5);
    EXPECT_EQ(histogram.percentile(1), 0);
}

RC_GTEST_PROP(LoadHistogram, IsOffByLessThanOneInAHundred, ())
{
    auto values = *rc::gen::nonEmpty(rc::gen::container<std::vector<Nanos>>(rc::gen::inRange<Nanos>(0, 1'000'000'000)));
    Histogram histogram;
    for (auto const value : values) histogram.record(value);
    std::ranges::sort(values);
    auto const median = static_cast<double>(values[(values.size() + 1) / 2 - 1]);
    auto const said = static_cast<double>(histogram.percentile(0.5));
    RC_ASSERT(said >= median);
    RC_ASSERT(said <= median * 1.01);
    RC_ASSERT(histogram.percentile(1) == values.back());
}

}
}
