// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/upkeep/backups.hpp"
#include "base/progress.hpp"
#include "base/result.hpp"
#include "ports/clock.hpp"
#include "ports/time_zones.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// What is done with a data folder that no server uses, and with backups. Each locks the folder meanwhile:
/// `conflict` `data_folder_locked`; without data in it `not_found` `no_data`.
namespace adapters::sqlite {

base::Result<Backup> back_up_folder(std::filesystem::path const& folder, std::filesystem::path const& file,
                                    std::string const& version, ports::Clock const& clock, base::Progress& progress);

base::Result<FileVerification> verify_folder(std::filesystem::path const& folder, base::Progress& progress);

/// The checksum, then the database. `invalid`: `not_a_backup`, `checksum_mismatch`.
base::Result<FileVerification> verify_backup(std::filesystem::path const& file, base::Progress& progress);

struct RestoreOptions {
    std::filesystem::path file;
    std::filesystem::path folder;          ///< Made when it is missing.
    std::uint64_t skip_numbers = 1'000;    ///< More than were given since the backup: none is given twice.
    bool replaces = false;                 ///< Data that is there makes way.
};

struct Restoration {
    std::string version;         ///< Of the program that wrote the backup.
    int backup_schema = 0;       ///< An older one was migrated.
    base::Instant taken_at;
    FileHoldings holdings;    ///< As they are now, with the new epochs and the event `restored` in each log.
    std::uint64_t sessions = 0, api_keys = 0;
    std::optional<std::filesystem::path> kept;  ///< Where what was there before lies.
};

/// Makes the backup the folder's data: checked first (checksum, then everything that `verify` checks, on the copy),
/// with a new epoch for each log and one event in it that says so and leaves `skip_numbers` order numbers out. Until
/// all that is durable nothing is touched. `conflict`: `data_exists`, `backup_damaged` with what was found.
base::Result<Restoration> restore_backup(RestoreOptions const& options, ports::Clock const& clock,
                                         ports::TimeZones const& time_zones, base::Progress& progress);

}
