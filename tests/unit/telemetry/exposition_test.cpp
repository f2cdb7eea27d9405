// SPDX-License-Identifier: Apache-2.0
#include "telemetry/exposition.hpp"

#include "telemetry/process_metrics.hpp"

#include <gtest/gtest.h>

namespace telemetry {
namespace {

TEST(Exposition, WritesEachKindAsPrometheusReadsIt)
{
    Registry registry;
    registry.counter("orders_total", "Orders.", {{"outcome", "created"}}).add(3);
    registry.counter("orders_total", "Orders.", {{"outcome", "refused"}, {"code", ""}});
    registry.gauge("depth", "Waiting.").set(-2);
    auto& seconds = registry.histogram("wait_seconds", "Waits.", {{"kind", "a"}}, std::array{0.5, 2.0});
    seconds.record(0.25);
    seconds.record(1.0);
    seconds.record(9.0);

    EXPECT_EQ(exposition(registry), "# HELP order_receiver_orders_total Orders.\n"
                                    "# TYPE order_receiver_orders_total counter\n"
                                    "order_receiver_orders_total{outcome=\"created\"} 3\n"
                                    "order_receiver_orders_total{outcome=\"refused\",code=\"\"} 0\n"
                                    "# HELP order_receiver_depth Waiting.\n"
                                    "# TYPE order_receiver_depth gauge\n"
                                    "order_receiver_depth -2\n"
                                    "# HELP order_receiver_wait_seconds Waits.\n"
                                    "# TYPE order_receiver_wait_seconds histogram\n"
                                    "order_receiver_wait_seconds_bucket{kind=\"a\",le=\"0.5\"} 1\n"
                                    "order_receiver_wait_seconds_bucket{kind=\"a\",le=\"2\"} 2\n"
                                    "order_receiver_wait_seconds_bucket{kind=\"a\",le=\"+Inf\"} 3\n"
                                    "order_receiver_wait_seconds_sum{kind=\"a\"} 10.25\n"
                                    "order_receiver_wait_seconds_count{kind=\"a\"} 3\n");
}

TEST(Exposition, AHistogramWithoutLabelsHasItsBoundsOnly)
{
    Registry registry;
    registry.histogram("wait_seconds", "Waits.", {}, std::array{1.0}).record(0.5);
    EXPECT_NE(exposition(registry).find("order_receiver_wait_seconds_bucket{le=\"1\"} 1\n"), std::string::npos);
}

TEST(Exposition, NoLabelValueBreaksALine)
{
    Registry registry;
    registry.gauge("g", "A \\ and\na break.", {{"path", "a\"b\\c\nd"}}).set(1);
    EXPECT_EQ(exposition(registry), "# HELP order_receiver_g A \\\\ and\\na break.\n"
                                    "# TYPE order_receiver_g gauge\n"
                                    "order_receiver_g{path=\"a\\\"b\\\\c\\nd\"} 1\n");
}

TEST(Exposition, TheProcessSaysWhatItUses)
{
    auto const text = process_metrics();
    for (auto const* name : {"process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds",
                             "process_max_fds", "process_start_time_seconds", "process_threads"})
        EXPECT_NE(text.find("\n" + std::string(name) + " "), std::string::npos) << name;
}

TEST(Registry, ARefreshComesBeforeAVisit)
{
    Registry registry;
    auto& depth = registry.gauge("depth", "Waiting.");
    registry.on_collect([&depth] { depth.set(7); });
    EXPECT_EQ(depth.value(), 0);
    registry.collect();
    EXPECT_EQ(depth.value(), 7);
}

TEST(Quantile, LiesWithinItsBucketByProportion)
{
    Histogram histogram(std::array{1.0, 2.0, 4.0});
    EXPECT_EQ(quantile(histogram.snapshot(), 0.95), 0);
    for (int i = 0; i < 50; ++i) histogram.record(0.5);
    for (int i = 0; i < 50; ++i) histogram.record(3);
    EXPECT_DOUBLE_EQ(quantile(histogram.snapshot(), 0.5), 1.0);
    EXPECT_DOUBLE_EQ(quantile(histogram.snapshot(), 0.75), 3.0);
    for (int i = 0; i < 900; ++i) histogram.record(100);
    EXPECT_DOUBLE_EQ(quantile(histogram.snapshot(), 0.99), 4.0);
}

}
}
