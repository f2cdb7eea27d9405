// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/writer_metrics.hpp"

#include "telemetry/shared_metrics.hpp"

#include <array>

namespace adapters::sqlite {

namespace {

constexpr std::array batch_bounds{1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0};

}

WriterMetrics::WriterMetrics(telemetry::Registry& registry)
    : queue_depth(registry.gauge("store_writer_queue_depth", "Writes that wait for the writer's thread.")),
      wal_pages(
          registry.gauge("store_wal_pages", "Pages of 4 KiB in the write-ahead log since it was last folded in.")),
      batch_writes(registry.histogram("store_batch_writes", "Writes in one transaction.", {}, batch_bounds)),
      write_seconds(registry.histogram("store_write_seconds", "From asking for a write to its answer.")),
      commit_seconds(registry.histogram("store_commit_seconds", "COMMIT with its fsync.")),
      checkpoint_seconds(registry.histogram("store_checkpoint_seconds", "Checkpoints of the write-ahead log.")),
      refused_busy(telemetry::limit_counter(registry, "write_queue")),
      failed_commits(registry.counter("store_failed_commits_total", "Transactions that could not be committed.")),
      slow_writes(telemetry::slow_counter(registry, "store_write"))
{
}

}
