// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/data_folder.hpp"
#include "adapters/sqlite/upkeep/backup.hpp"
#include "telemetry/log.hpp"

namespace adapters::sqlite {

/// Writes a backup of a database that is about to be migrated and has people or businesses in it, beside it and named
/// after its schema and the date; the log says where. As write_backup.
base::Result<void> copy_before_migration(Database& database, DataFolder const& folder, BackupWriter const& writer,
                                         telemetry::Log& log);

}
