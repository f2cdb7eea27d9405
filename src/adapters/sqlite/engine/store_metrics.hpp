// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/data_folder.hpp"
#include "telemetry/metrics.hpp"

namespace adapters::sqlite {

/// Registers what is looked up when somebody collects the metrics: files and the disk. The folder outlives the last
/// collection.
void add_store_metrics(telemetry::Registry& registry, DataFolder const& folder);

}
