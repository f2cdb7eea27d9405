// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/upkeep/migration_copy.hpp"

#include "adapters/sqlite/engine/file_date.hpp"
#include "adapters/sqlite/engine/schema.hpp"

#include <fmt/format.h>

namespace adapters::sqlite {

namespace {

bool has_content(Database& database)
{
    auto query = database.query("SELECT EXISTS(SELECT 1 FROM users) OR EXISTS(SELECT 1 FROM businesses)");
    query.step();
    return query.integer(0) != 0;
}

}

base::Result<void> copy_before_migration(Database& database, DataFolder const& folder, BackupWriter const& writer,
                                         telemetry::Log& log)
{
    auto const schema = schema_of(database);
    if (schema == 0 || schema >= newest_schema() || !has_content(database)) return {};
    auto const file =
        folder.directory() / fmt::format("orders-schema-{}-{}.backup", schema, file_date(writer.clock.now()));
    base::Progress progress;
    auto const backup = write_backup(database, file, writer, progress);
    if (!backup) return std::unexpected(backup.error());
    log.info("database_copied",
             {{"file", file.string()}, {"schema", schema}, {"new_schema", newest_schema()}, {"bytes", backup->bytes}});
    return {};
}

}
