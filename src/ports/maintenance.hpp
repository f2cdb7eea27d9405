// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/progress.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/ids.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace ports {

/// How far one business's log goes.
struct LogReach {
    domain::BusinessId business;
    std::string epoch;
    std::uint64_t oldest = 1;
    std::uint64_t seq = 0;          ///< Of the newest event.
    std::uint64_t last_number = 0;  ///< The highest order number given.

    bool operator==(LogReach const&) const = default;
};

/// What a store held at one moment.
struct Holdings {
    int schema = 0;
    std::uint64_t users = 0, businesses = 0, orders = 0, events = 0;
    std::vector<LogReach> logs;  ///< Of every business, deleted ones too.

    bool operator==(Holdings const&) const = default;
};

struct Backup {
    std::string version;      ///< Of the program that wrote it.
    base::Instant taken_at;   ///< Everything that was answered before is in it.
    Holdings holdings;
    std::uint64_t bytes = 0;  ///< Of the file.
};

/// Something that a sound store does not have.
struct Finding {
    std::string code;    ///< Stable, snake_case: docs/recovery.md lists them.
    std::string where;   ///< The business, order or table, and the place in it.
    std::string detail;
};

struct Verification {
    /// More are only counted: one damaged page can make very many.
    static constexpr std::size_t most_findings = 100;

    Holdings holdings;
    std::vector<Finding> findings;
    std::uint64_t findings_total = 0;
    bool is_only_integrity = false;  ///< Of an older schema, which the other checks do not know.

    void add(Finding finding)
    {
        if (++findings_total <= most_findings) findings.push_back(std::move(finding));
    }
};

/// Looks after the store as a whole while it is used. One piece of work at a time: another one meanwhile fails with
/// `conflict` `maintenance_running`. Writes go on. `progress` is told how far it is; cancelled, or when the store
/// stops, the work ends with `unavailable` `cancelled` and leaves nothing behind.
class Maintenance {
public:
    virtual ~Maintenance() = default;

    /// Writes one file with everything that was committed before this was called, as of one moment. It is there
    /// whole and durable, readable by its owner only, or not at all. `conflict` `file_exists`; `unavailable`
    /// `backup_failed` with the reason.
    virtual base::Task<base::Result<Backup>> back_up(std::filesystem::path file,
                                                     std::shared_ptr<base::Progress> progress) = 0;

    /// Reads everything and says what does not fit together.
    virtual base::Task<base::Result<Verification>> verify(std::shared_ptr<base::Progress> progress) = 0;
};

}
