// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "telemetry/metrics.hpp"

namespace adapters::sqlite {

/// What the writer reports; of its own thread but for what says otherwise.
struct WriterMetrics {
    explicit WriterMetrics(telemetry::Registry& registry);

    telemetry::Gauge& queue_depth;
    telemetry::Gauge& wal_pages;
    telemetry::Histogram& batch_writes;
    telemetry::Histogram& write_seconds;
    telemetry::Histogram& commit_seconds;
    telemetry::Histogram& checkpoint_seconds;
    telemetry::Counter& refused_busy;  ///< Any thread.
    telemetry::Counter& failed_commits;
    telemetry::Counter& slow_writes;
};

}
