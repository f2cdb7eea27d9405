// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/data_folder.hpp"
#include "adapters/sqlite/engine/due_orders.hpp"
#include "ports/clock.hpp"
#include "telemetry/metrics.hpp"

namespace adapters::sqlite {

/// Registers what is looked up when somebody collects the metrics: files, the disk, and orders that wait for somebody.
/// All of them outlive the last collection.
void add_store_metrics(telemetry::Registry& registry, DataFolder const& folder, DueOrders const& due_orders,
                       ports::Clock const& clock);

}
