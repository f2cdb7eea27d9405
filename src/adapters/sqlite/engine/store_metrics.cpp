// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/store_metrics.hpp"

#include <filesystem>

namespace adapters::sqlite {

namespace {

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

}

void add_store_metrics(telemetry::Registry& registry, DataFolder const& folder)
{
    std::filesystem::path const database = folder.database_path();
    add_file_size(registry, database, "database");
    add_file_size(registry, database.string() + "-wal", "write_ahead_log");
    add_disk_space(registry, database.parent_path());
}

}
