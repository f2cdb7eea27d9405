// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/database.hpp"
#include "adapters/sqlite/upkeep/backup_file.hpp"
#include "ports/clock.hpp"

namespace adapters::sqlite {

/// What the file holds, whatever its schema.
FileHoldings holdings_of(Database& database);

/// Who writes a backup, and by which clock.
struct BackupWriter {
    std::string version;
    ports::Clock const& clock;
};

/// Copies the pages of `source` within one read transaction of it, which delays no writer (docs/adr/0010), then adds
/// manifest and checksum, and only then gives the file its name. `source` is not in a transaction. Throws
/// DatabaseError; fails as Backups::back_up.
base::Result<Backup> write_backup(Database& source, std::filesystem::path const& file, BackupWriter const& writer,
                                  base::Progress& progress);

}
