// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/upkeep/backups.hpp"
#include "base/bytes.hpp"
#include "base/progress.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

/// The form of a backup: an SQLite database (any SQLite reads it), behind it the manifest as JSON, its size (8 bytes,
/// least first), `end_mark`, and the SHA-256 of everything before that.
namespace adapters::sqlite {

constexpr std::string_view end_mark = "ORDRCV-BACKUP-1\n";

/// What a backup says of itself.
struct Manifest {
    std::string version;
    base::Instant taken_at;
    std::uint64_t database_bytes = 0;
    FileHoldings holdings;

    bool operator==(Manifest const&) const = default;
};

std::string to_json(Manifest const& manifest);

/// `invalid` `not_a_backup`: not what `to_json` wrote.
base::Result<Manifest> parse_manifest(std::string_view json);

/// Work that somebody asked to stop.
base::Failure cancelled();

/// `conflict` `file_exists`: nothing that is there is replaced.
base::Result<void> refuse_existing(std::filesystem::path const& file);

/// A file beside the one that it shall become, readable by its owner only; removed again unless it is kept.
class TemporaryFile {
public:
    /// `unavailable` `backup_failed`.
    static base::Result<TemporaryFile> make(std::filesystem::path const& destination);

    ~TemporaryFile();
    TemporaryFile(TemporaryFile&& other) noexcept;
    TemporaryFile& operator=(TemporaryFile&&) = delete;

    std::filesystem::path const& path() const { return path_; }

    /// Gives the file its name, for good. As refuse_existing.
    base::Result<void> keep();

private:
    TemporaryFile(std::filesystem::path path, std::filesystem::path destination)
        : path_(std::move(path)), destination_(std::move(destination))
    {
    }

    std::filesystem::path path_;  ///< Empty: kept.
    std::filesystem::path destination_;
};

/// Appends manifest and checksum to the database in `file` and syncs it. Returns the size of the whole file.
base::Result<std::uint64_t> seal(std::filesystem::path const& file, Manifest const& manifest, base::Progress& progress);

/// The manifest of a whole and unchanged backup. `invalid`: `not_a_backup`, `checksum_mismatch`.
base::Result<Manifest> open_backup(std::filesystem::path const& file, base::Progress& progress);

/// Copies the database out of a backup, while it makes the same checks, and syncs it.
base::Result<Manifest> extract_database(std::filesystem::path const& file, std::filesystem::path const& to,
                                        base::Progress& progress);

/// What a closed file holds lasts.
base::Result<void> sync_file(std::filesystem::path const& file);

/// Names in a folder last once it is synced.
base::Result<void> sync_folder(std::filesystem::path const& folder);

}
