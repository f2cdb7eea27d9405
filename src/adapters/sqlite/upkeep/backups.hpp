// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/progress.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "ports/verifier.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

/// What is peculiar to a store that is one file of a numbered schema.
namespace adapters::sqlite {

struct FileHoldings : ports::Holdings {
    int schema = 0;

    bool operator==(FileHoldings const&) const = default;
};

struct FileVerification : ports::Verification {
    int schema = 0;
    bool is_only_integrity = false;  ///< Of an older schema, which the other checks do not know.
};

/// What was verified by the port: the file of a store that is open has this program's schema.
FileVerification of_open_store(ports::Verification verification);

struct Backup {
    std::string version;      ///< Of the program that wrote it.
    base::Instant taken_at;   ///< Everything that was answered before is in it.
    FileHoldings holdings;
    std::uint64_t bytes = 0;  ///< Of the file.
};

/// Writes backups of a store that is in use; writes go on. One piece of work at a time, verification included: another
/// one meanwhile fails with `conflict` `maintenance_running`.
class Backups {
public:
    virtual ~Backups() = default;

    /// Writes one file with everything that was committed before this was called, as of one moment. It is there
    /// whole and durable, readable by its owner only, or not at all. `conflict` `file_exists`; `unavailable`
    /// `backup_failed` with the reason. `progress` is told how far it is; cancelled, or when the store stops, the work
    /// ends with `unavailable` `cancelled` and leaves nothing behind.
    virtual base::Task<base::Result<Backup>> back_up(std::filesystem::path file,
                                                     std::shared_ptr<base::Progress> progress) = 0;
};

}
