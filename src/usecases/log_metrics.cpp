// SPDX-License-Identifier: Apache-2.0
#include "usecases/log_metrics.hpp"

#include <algorithm>

namespace usecases {

namespace {

using std::chrono::seconds;

/// How long the clock of an order has run.
std::vector<seconds> const& thresholds()
{
    static std::vector<seconds> const all{seconds(0), seconds(60), seconds(120), seconds(300), seconds(600)};
    return all;
}

void add_pending_orders(telemetry::Registry& registry, ports::OrderClocks const& clocks, ports::Clock const& clock)
{
    auto& pending = registry.gauge("orders_pending", "Orders that nobody accepted yet, scheduled ones included.");
    auto& oldest = registry.gauge("orders_unacknowledged_age_seconds",
                                  "How long the longest running acceptance clock has run; 0 when none runs.");
    std::vector<telemetry::Gauge*> past;
    for (auto const threshold : thresholds())
        past.push_back(&registry.gauge("orders_unacknowledged",
                                       "Pending orders whose acceptance clock has run for longer than so many seconds.",
                                       {{"longer_than_seconds", std::to_string(threshold.count())}}));

    registry.on_collect([&pending, &oldest, past, &clocks, &clock] {
        auto const now = clock.now();
        auto const overview = clocks.overview(now, thresholds());
        pending.set(static_cast<std::int64_t>(overview.pending));
        for (std::size_t i = 0; i < past.size(); ++i)
            past[i]->set(static_cast<std::int64_t>(overview.running_longer[i]));
        auto const earliest = overview.earliest.value_or(now);
        oldest.set(std::max(seconds(0), std::chrono::floor<seconds>(now - earliest)).count());
    });
}

}

LogMetrics::LogMetrics(ports::OrderClocks const& clocks, ports::Clock const& clock, telemetry::Registry& registry)
{
    for (auto const type : domain::all_event_types)
        events_.push_back(&registry.counter("events_committed_total", "Events appended to the logs of all businesses.",
                                            {{"type", std::string(domain::to_text(type))}}));
    add_pending_orders(registry, clocks, clock);
}

void LogMetrics::committed(std::span<Committed const> events)
{
    for (auto const& event : events) events_.at(static_cast<std::size_t>(event.entry.type))->add();
}

}
