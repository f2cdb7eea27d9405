// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/ids.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
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
    std::uint64_t users = 0, businesses = 0, orders = 0, events = 0;
    std::vector<LogReach> logs;  ///< Of every business, deleted ones too.

    bool operator==(Holdings const&) const = default;
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

    void add(Finding finding)
    {
        if (++findings_total <= most_findings) findings.push_back(std::move(finding));
    }
};

/// Looks through the whole store while it is used; writes go on. One at a time: another one meanwhile fails with
/// `conflict` `maintenance_running`.
class Verifier {
public:
    virtual ~Verifier() = default;

    /// Reads everything and says what does not fit together. `progress` is told how far it is; cancelled, or when the
    /// store stops, it ends with `unavailable` `cancelled`.
    virtual base::Task<base::Result<Verification>> verify(std::shared_ptr<base::Progress> progress) = 0;
};

}
