// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "telemetry/health.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace app {

/// Registers what is known only here: which program this is, whether it is ready, lines that the log lost. All of them
/// outlive the last collection.
void add_own_metrics(telemetry::Registry& registry, telemetry::Log const& log, telemetry::Readiness const& readiness);

}
