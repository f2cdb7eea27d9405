// SPDX-License-Identifier: Apache-2.0
#include "loadtest/report.hpp"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

TEST(LoadReport, SaysEachValueOnALine)
{
    EXPECT_EQ(table({{"rate_asked", 1234567},
                     {"seconds", 0.25},
                     {"statuses", {{"201", 100}}},
                     {"latency_us", {{"p50", 950}, {"p99", 12'345}}}}),
              "rate asked    1,234,567\n"
              "seconds       0.25\n"
              "statuses 201  100\n"
              "latency       p50 0.95 ms  p99 12.35 ms\n");
}

TEST(LoadReport, GroupsNegativeNumbersToo)
{
    EXPECT_EQ(table({{"n", -123456}, {"m", -999}}), "n  -123,456\nm  -999\n");
}

}
}
