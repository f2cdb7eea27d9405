// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/store_metrics.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>

namespace adapters::sqlite {

namespace {

using std::chrono::seconds;

/// How long the clock of an order has run.
constexpr std::array thresholds{seconds(0), seconds(60), seconds(120), seconds(300), seconds(600)};

void add_file_size(telemetry::Registry& registry, std::filesystem::path path, char const* name)
{
    auto& size = registry.gauge("store_file_bytes", "Size of the store's files.", {{"file", name}});
    registry.on_collect([&size, path = std::move(path)] {
        std::error_code error;
        auto const bytes = std::filesystem::file_size(path, error);
        size.set(error ? 0 : static_cast<std::int64_t>(bytes));
    });
}

void add_disk_space(telemetry::Registry& registry, std::filesystem::path path)
{
    auto& available =
        registry.gauge("store_disk_free_bytes", "Bytes that the server may still write in its data folder.");
    auto& capacity = registry.gauge("store_disk_size_bytes", "Size of the file system of the data folder.");
    registry.on_collect([&available, &capacity, path = std::move(path)] {
        std::error_code error;
        auto const space = std::filesystem::space(path, error);
        if (error) return;
        available.set(static_cast<std::int64_t>(space.available));
        capacity.set(static_cast<std::int64_t>(space.capacity));
    });
}

void add_pending_orders(telemetry::Registry& registry, DueOrders const& due_orders, ports::Clock const& clock)
{
    auto& pending = registry.gauge("orders_pending", "Orders that nobody accepted yet, scheduled ones included.");
    auto& oldest = registry.gauge("orders_unacknowledged_age_seconds",
                                  "How long the longest running acceptance clock has run; 0 when none runs.");
    std::array<telemetry::Gauge*, thresholds.size()> past{};
    for (std::size_t i = 0; i < thresholds.size(); ++i)
        past[i] = &registry.gauge("orders_unacknowledged",
                                  "Pending orders whose acceptance clock has run for longer than so many seconds.",
                                  {{"longer_than_seconds", std::to_string(thresholds[i].count())}});

    registry.on_collect([&pending, &oldest, past, &due_orders, &clock] {
        auto const now = clock.now();
        pending.set(static_cast<std::int64_t>(due_orders.size()));
        for (std::size_t i = 0; i < thresholds.size(); ++i)
            past[i]->set(static_cast<std::int64_t>(due_orders.running_since(now - thresholds[i])));
        auto const earliest = due_orders.earliest().value_or(now);
        oldest.set(std::max(seconds(0), std::chrono::floor<seconds>(now - earliest)).count());
    });
}

}

void add_store_metrics(telemetry::Registry& registry, DataFolder const& folder, DueOrders const& due_orders,
                       ports::Clock const& clock)
{
    std::filesystem::path const database = folder.database_path();
    add_file_size(registry, database, "database");
    add_file_size(registry, database.string() + "-wal", "write_ahead_log");
    add_disk_space(registry, database.parent_path());
    add_pending_orders(registry, due_orders, clock);
}

}
