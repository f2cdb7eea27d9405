// SPDX-License-Identifier: Apache-2.0
#include "app/totals.hpp"

#include <cmath>

namespace app {
namespace {

struct Totals {
    std::uint64_t store_reads = 0;
    std::uint64_t stream_store_reads = 0;
    std::uint64_t events_delivered = 0;
    double delivery_p99_ms = 0;
};

/// The bound of the bucket in which 99 of 100 observations lie, in seconds; the last bound stands for all above it.
double p99(telemetry::Histogram::Snapshot const& histogram)
{
    auto const wanted = static_cast<std::uint64_t>(std::ceil(0.99 * static_cast<double>(histogram.count)));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < histogram.bounds.size(); ++i) {
        seen += histogram.counts[i];
        if (seen >= wanted) return histogram.count == 0 ? 0 : histogram.bounds[i];
    }
    return histogram.bounds.back();
}

Totals totals_of(telemetry::Registry& registry)
{
    Totals totals;
    registry.visit({
        .counter =
            [&totals](std::string_view name, std::string_view, telemetry::Labels const&,
                      telemetry::Counter const& counter) {
                if (name == "store_reads_total") totals.store_reads = counter.value();
                if (name == "stream_store_reads_total") totals.stream_store_reads = counter.value();
                if (name == "stream_events_delivered_total") totals.events_delivered = counter.value();
            },
        .gauge = [](std::string_view, std::string_view, telemetry::Labels const&, telemetry::Gauge const&) {},
        .histogram =
            [&totals](std::string_view name, std::string_view, telemetry::Labels const&,
                      telemetry::Histogram const& histogram) {
                if (name == "stream_delivery_seconds") totals.delivery_p99_ms = 1'000 * p99(histogram.snapshot());
            },
    });
    return totals;
}

}

void log_totals(telemetry::Log& log, telemetry::Registry& registry)
{
    auto const totals = totals_of(registry);
    log.info("totals", {{"store_reads", totals.store_reads},
                        {"stream_store_reads", totals.stream_store_reads},
                        {"events_delivered", totals.events_delivered},
                        {"delivery_p99_ms", totals.delivery_p99_ms}});
}

}
