// SPDX-License-Identifier: Apache-2.0
#include "app/server/totals.hpp"

namespace app {
namespace {

struct Totals {
    std::uint64_t store_reads = 0;
    std::uint64_t stream_store_reads = 0;
    std::uint64_t events_delivered = 0;
    double delivery_p99_ms = 0;
};

Totals totals_of(telemetry::Registry& registry)
{
    Totals totals;
    registry.visit({
        .counter =
            [&totals](std::string_view name, std::string_view, telemetry::Labels const&,
                      telemetry::Counter const& counter) {
                if (name == "store_reads_total") totals.store_reads += counter.value();
                if (name == "stream_store_reads_total") totals.stream_store_reads = counter.value();
                if (name == "stream_events_delivered_total") totals.events_delivered += counter.value();
            },
        .gauge = [](std::string_view, std::string_view, telemetry::Labels const&, telemetry::Gauge const&) {},
        .histogram =
            [&totals](std::string_view name, std::string_view, telemetry::Labels const&,
                      telemetry::Histogram const& histogram) {
                if (name == "stream_delivery_seconds")
                    totals.delivery_p99_ms = 1'000 * telemetry::quantile(histogram.snapshot(), 0.99);
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
