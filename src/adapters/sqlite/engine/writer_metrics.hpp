// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/event_log.hpp"
#include "telemetry/metrics.hpp"

#include <array>
#include <span>
#include <vector>

namespace adapters::sqlite {

/// What the writer reports; of its own thread but for what says otherwise.
struct WriterMetrics {
    explicit WriterMetrics(telemetry::Registry& registry);

    void committed(std::span<ports::CommitListener::Committed const> events);

    telemetry::Gauge& queue_depth;
    telemetry::Gauge& wal_pages;
    telemetry::Histogram& batch_writes;
    telemetry::Histogram& write_seconds;
    telemetry::Histogram& commit_seconds;
    telemetry::Histogram& checkpoint_seconds;
    telemetry::Counter& refused_busy;  ///< Any thread.
    telemetry::Counter& failed_commits;
    telemetry::Counter& slow_writes;

private:
    std::vector<telemetry::Counter*> events_;  ///< By EventType.
};

}
