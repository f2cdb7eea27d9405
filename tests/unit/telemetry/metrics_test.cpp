// SPDX-License-Identifier: Apache-2.0
#include "telemetry/metrics.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <thread>

namespace telemetry {
namespace {

TEST(Counter, LosesNothingBetweenMoreThreadsThanShards)
{
    Counter counter;
    std::vector<std::thread> threads;
    for (int i = 0; i < 12; ++i) {
        threads.emplace_back([&counter] {
            for (int n = 0; n < 10'000; ++n) counter.add(2);
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(counter.value(), 12U * 10'000U * 2U);
}

TEST(Gauge, RisesAndFalls)
{
    Gauge gauge;
    gauge.add(5);
    gauge.add(-7);
    EXPECT_EQ(gauge.value(), -2);
    gauge.set(3);
    EXPECT_EQ(gauge.value(), 3);
}

TEST(Histogram, ABoundBelongsToItsBucket)
{
    Histogram histogram(std::array{1.0, 2.0});
    for (double const value : {0.0, 1.0, 1.5, 2.0, 2.5}) histogram.record(value);
    auto const snapshot = histogram.snapshot();
    EXPECT_EQ(snapshot.bounds, (std::vector{1.0, 2.0}));
    EXPECT_EQ(snapshot.counts, (std::vector<std::uint64_t>{2, 2, 1}));
    EXPECT_EQ(snapshot.count, 5U);
    EXPECT_DOUBLE_EQ(snapshot.sum, 7.0);
}

TEST(Histogram, DurationsAreSeconds)
{
    Histogram histogram(latency_bounds());
    histogram.record(std::chrono::milliseconds(250));
    EXPECT_DOUBLE_EQ(histogram.snapshot().sum, 0.25);
}

TEST(Histogram, WildValuesDoNoHarm)
{
    constexpr auto infinity = std::numeric_limits<double>::infinity();
    Histogram histogram(std::array{1.0});
    for (double const value : {-infinity, -1.0, infinity, std::numeric_limits<double>::quiet_NaN()}) {
        histogram.record(value);
    }
    EXPECT_EQ(histogram.snapshot().counts, (std::vector<std::uint64_t>{2, 1}));
}

RC_GTEST_PROP(Histogram, CountsEveryObservationOnce, (std::vector<std::uint16_t> const& millis))
{
    Histogram histogram(latency_bounds());
    std::uint64_t sum = 0;
    for (auto const n : millis) {
        histogram.record(std::chrono::milliseconds(n));
        sum += n;
    }
    auto const snapshot = histogram.snapshot();
    RC_ASSERT(snapshot.count == millis.size());
    RC_ASSERT(std::abs(snapshot.sum - static_cast<double>(sum) / 1000) < 1e-6 * static_cast<double>(millis.size() + 1));
}

TEST(Registry, TheSameNameAndLabelsAreTheSameMetric)
{
    Registry registry;
    auto& orders = registry.counter("orders_total", "Orders.", {{"status", "201"}});
    orders.add();
    EXPECT_EQ(&registry.counter("orders_total", "Orders.", {{"status", "201"}}), &orders);
    EXPECT_NE(&registry.counter("orders_total", "Orders.", {{"status", "422"}}), &orders);
    EXPECT_NE(&registry.counter("orders_total", "Orders."), &orders);
}

TEST(Registry, VisitsEveryMetricNameByName)
{
    Registry registry;
    registry.counter("b", "").add(1);
    registry.counter("a", "", {{"x", "1"}}).add(2);
    registry.counter("b", "", {{"x", "1"}}).add(3);
    registry.gauge("g", "").set(4);
    registry.histogram("h", "").record(1.0);

    std::string seen;
    registry.visit({
        .counter =
            [&](auto name, auto, auto const& labels, Counter const& counter) {
                seen += std::string(name) + std::to_string(labels.size()) + "=" + std::to_string(counter.value()) + " ";
            },
        .gauge = [&](auto name, auto, auto const&,
                     Gauge const& gauge) { seen += std::string(name) + "=" + std::to_string(gauge.value()) + " "; },
        .histogram =
            [&](auto name, auto, auto const&, Histogram const& histogram) {
                seen += std::string(name) + "=" + std::to_string(histogram.snapshot().count);
            },
    });
    EXPECT_EQ(seen, "a1=2 b0=1 b1=3 g=4 h=1");
}

TEST(Registry, SkipsKindsNobodyAsksFor)
{
    Registry registry;
    registry.counter("a", "");
    registry.gauge("g", "");
    registry.visit({});
}

}
}
