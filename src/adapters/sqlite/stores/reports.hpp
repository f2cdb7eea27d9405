// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/readers.hpp"
#include "base/work_queue.hpp"
#include "ports/clock.hpp"
#include "ports/reports.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

#include <atomic>
#include <chrono>
#include <optional>

namespace adapters::sqlite {

/// Reads slice by slice, each a short transaction, so that checkpoints pass between them. An order that changes
/// meanwhile is counted once, as it was before or after.
class SqliteReports final : public ports::Reports {
public:
    struct Options {
        std::size_t threads, queue;
        std::chrono::seconds slow_operation;
    };

    /// `readers` is this object's own: its threads would take the cores' connections.
    SqliteReports(Readers& readers, Options options, ports::Clock const& clock, telemetry::Log& log,
                  telemetry::Registry& registry);

    base::Task<base::Result<std::shared_ptr<ports::Report const>>> statistics(ports::StatisticsQuery query) override;

    /// Ends the threads: reports under way and those that wait fail with `unavailable`. Once.
    void stop();

private:
    using Answer = base::Result<std::shared_ptr<ports::Report const>>;

    Answer compute(ports::StatisticsQuery const& query);
    void record_duration(std::chrono::nanoseconds duration, domain::BusinessId business);

    Readers& readers_;
    ports::Clock const& clock_;
    telemetry::Log& log_;
    std::chrono::seconds const slow_operation_;
    telemetry::Histogram& report_seconds_;
    telemetry::Counter& slow_reports_;
    std::atomic<bool> is_stopping_{false};
    base::WorkQueue queue_;  // Last: its threads use the others.
};

}
