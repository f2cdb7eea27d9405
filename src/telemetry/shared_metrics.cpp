// SPDX-License-Identifier: Apache-2.0
#include "telemetry/shared_metrics.hpp"

namespace telemetry {

Counter& limit_counter(Registry& registry, std::string_view limit)
{
    return registry.counter("limits_exceeded_total", "How often each limit bit, by the name of its setting.",
                            {{"limit", std::string(limit)}});
}

Counter& slow_counter(Registry& registry, std::string_view operation)
{
    return registry.counter(
        "slow_operations_total",
        "Operations that took longer than the setting slow_operation; each is a warning in the log.",
        {{"operation", std::string(operation)}});
}

}
