// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/readers.hpp"
#include "base/work_queue.hpp"
#include "ports/clock.hpp"
#include "ports/reports.hpp"
#include "telemetry/metrics.hpp"

#include <atomic>
#include <optional>

namespace adapters::sqlite {

/// Reads slice by slice, each a short transaction, so that checkpoints pass between them. An order that changes
/// meanwhile is counted once, as it was before or after.
class SqliteReports final : public ports::Reports {
public:
    /// `readers` is this object's own: its threads would take the cores' connections.
    SqliteReports(Readers& readers, std::size_t threads, std::size_t queue, ports::Clock const& clock,
                  telemetry::Registry& registry);

    base::Task<base::Result<std::shared_ptr<ports::Report const>>> statistics(ports::StatisticsQuery query) override;

    /// Ends the threads: reports under way and those that wait fail with `unavailable`. Once.
    void stop();

private:
    using Answer = base::Result<std::shared_ptr<ports::Report const>>;
    struct StatisticsJob;

    Answer compute(ports::StatisticsQuery const& query);

    Readers& readers_;
    ports::Clock const& clock_;
    telemetry::Histogram& report_seconds_;
    std::atomic<bool> is_stopping_{false};
    base::WorkQueue queue_;  // Last: its threads use the others.
};

}
