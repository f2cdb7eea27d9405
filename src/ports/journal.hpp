// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/command.hpp"
#include "ports/log_entry.hpp"
#include "ports/stored_order.hpp"

#include <optional>
#include <variant>

namespace ports {

/// The event that a command came to, as it stands in the log.
struct Appended {
    LogEntry entry;
    domain::Priority priority = domain::Priority::normal;
};

/// What became of a command.
struct Decided {
    std::variant<Appended, domain::Settled, domain::Refused> outcome;
    /// The order that it is about, as it is now (settled as replayed: as it was answered then); nothing when there is
    /// none, or it was not placed.
    std::optional<StoredOrder> order = {};
    std::optional<domain::Business> business = {};  ///< As it is now; of commands that are about the business itself.

    Appended const* appended() const { return std::get_if<Appended>(&outcome); }
    domain::Refused const* refused() const { return std::get_if<domain::Refused>(&outcome); }
    bool is_settled(domain::Settled::How how) const
    {
        auto const* settled = std::get_if<domain::Settled>(&outcome);
        return settled != nullptr && settled->how == how;
    }
};

/// The one way in which a business's log grows. Calls may come from any core at once; the caller resumes on its own.
///
/// - Atomic: the event, its place in the log, the order's number, the keys under which it happens once, and what is
///   read of it afterwards (the order, the business, the clocks) are there together or not at all. Commands are
///   independent of each other, also when they are committed together.
/// - Linearizable per business: domain::decide runs on the very state that the append is conditional on; of two that
///   exclude each other one wins, and the other is decided again on what the winner left.
/// - In order: seq rises by one from 1, without holes; so do the numbers of orders.
/// - Once: a command that comes again under the same Idempotency-Key or (channel, external_id) appends nothing.
/// - Durable: the answer comes after the commit (SQLite FULL; MongoDB w:majority, j:true).
/// - Sees its own: whoever got the answer reads what it says, from every port.
/// - A refusal, and what is settled, is answered only from committed state that was current after the call began.
///
/// Fails with `unavailable` alone, which says nothing about whether it took effect (code `outcome_unknown` when that
/// is so): the same command again, with the same ids and keys, is safe. What has neither a key nor a state to compare (a
/// test, the record of a restore, the word of an erasure) may then be said twice.
/// Contracts: tests/conformance/journal_suite.cpp, journal_commands_suite.cpp, linearizability_suite.cpp.
class Journal {
public:
    virtual ~Journal() = default;

    virtual base::Task<base::Result<Decided>> commit(domain::Command command) = 0;
};

}
