// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace app {

/// A line for what the process did in its life: reads of the store, events delivered and how soon. Called once,
/// at its end.
void log_totals(telemetry::Log& log, telemetry::Registry& registry);

}
