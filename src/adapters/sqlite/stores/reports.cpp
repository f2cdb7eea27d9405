// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/stores/reports.hpp"

#include "adapters/sqlite/engine/rows.hpp"
#include "adapters/sqlite/engine/run_behind_others.hpp"
#include "telemetry/shared_metrics.hpp"

#include <limits>

namespace adapters::sqlite {

namespace {

constexpr std::int64_t slice = 1'000;

/// Adds the next orders with created_seq < `before`, newest first; returns the last one's, 0 after all of them.
std::uint64_t add_slice(Database& database, ports::StatisticsQuery const& query, std::int64_t business,
                        std::uint64_t before, domain::StatisticsBuilder& builder)
{
    auto rows =
        database.query("SELECT c.seq, o.created_at, l.data_begin, l.data_size, l.body, o.first_seen_at FROM events c "
                       "JOIN orders o ON o.id = c.order_id JOIN events l ON l.position = o.latest "
                       "WHERE c.business = ? AND c.seq < ? AND c.type = ? ORDER BY c.seq DESC LIMIT ?");
    rows.bind(business).bind(before).bind(static_cast<int>(domain::EventType::order_created)).bind(slice);
    std::int64_t seen = 0;
    for (; rows.step(); ++seen) {
        before = rows.unsigned_integer(0);
        auto const created_at = rows.instant(1);
        if (created_at >= query.to) continue;
        if (created_at < query.from - clock_slack) return 0;
        if (created_at < query.from) continue;
        builder.add(parse_order(order_text(rows, 2)), rows.optional_instant(5));
    }
    return seen == slice ? before : 0;
}

}

SqliteReports::SqliteReports(Readers& readers, Options options, ports::Clock const& clock, telemetry::Log& log,
                             telemetry::Registry& registry)
    : readers_(readers),
      clock_(clock),
      log_(log),
      slow_operation_(options.slow_operation),
      report_seconds_(registry.histogram("store_report_seconds", "Computing the statistics of one business.")),
      slow_reports_(telemetry::slow_counter(registry, "report")),
      queue_(options.threads, options.queue)
{
    auto& depth = registry.gauge("store_report_queue_depth", "Statistics that wait to be computed.");
    auto& refused = telemetry::limit_counter(registry, "report_queue");
    registry.on_collect([this, &depth, &refused] {
        depth.set(static_cast<std::int64_t>(queue_.waiting()));
        refused.add(queue_.take_refused());
    });
}

base::Task<base::Result<std::shared_ptr<ports::Report const>>> SqliteReports::statistics(ports::StatisticsQuery query)
{
    return base::run_on(queue_, [this, query = std::move(query)] { return compute(query); });
}

void SqliteReports::stop()
{
    is_stopping_ = true;
    queue_.stop();
}

void SqliteReports::record_duration(std::chrono::nanoseconds duration, domain::BusinessId business)
{
    report_seconds_.record(duration);
    if (duration <= slow_operation_) return;
    slow_reports_.add();
    log_.warning("slow_operation",
                 {{"operation", "report"},
                  {"duration_us", std::chrono::duration_cast<std::chrono::microseconds>(duration).count()},
                  {"business", business.text()}});
}

SqliteReports::Answer SqliteReports::compute(ports::StatisticsQuery const& query)
{
    run_behind_others();
    auto const begin = std::chrono::steady_clock::now();
    auto const as_of = clock_.now();
    auto const business = readers_.run<std::int64_t>([&](Database& database) -> base::Result<std::int64_t> {
        auto const number = number_of(database, query.business);
        if (!number) return std::unexpected(business_not_found());
        return *number;
    });
    if (!business) return std::unexpected(business.error());

    domain::StatisticsBuilder builder(query.from, query.to, *query.zone, query.currency);
    for (std::uint64_t before = std::numeric_limits<std::int64_t>::max(); before > 0;) {
        if (is_stopping_) return std::unexpected(base::shutting_down());
        auto const next =
            readers_.run_consistently<std::uint64_t>([&](Database& database) -> base::Result<std::uint64_t> {
                return add_slice(database, query, *business, before, builder);
            });
        if (!next) return std::unexpected(next.error());
        before = *next;
    }
    record_duration(std::chrono::steady_clock::now() - begin, query.business);
    return std::make_shared<ports::Report const>(ports::Report{as_of, std::move(builder).finish()});
}

}
