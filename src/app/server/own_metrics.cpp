// SPDX-License-Identifier: Apache-2.0
#include "app/server/own_metrics.hpp"

#include "app/version.hpp"

namespace app {

void add_own_metrics(telemetry::Registry& registry, telemetry::Log const& log, telemetry::Readiness const& readiness)
{
    registry
        .gauge("build_info", "Always 1; its label says which program this is.", {{"version", std::string(version())}})
        .set(1);
    auto& ready = registry.gauge("ready", "1 when /health/ready is 200, else 0.");
    auto& dropped = registry.counter("log_lines_dropped_total", "Lines of the log that nobody got.");
    registry.on_collect([&log, &readiness, &ready, &dropped] {
        ready.set(readiness.is_ready() ? 1 : 0);
        dropped.add(log.dropped() - dropped.value());
    });
}

}
