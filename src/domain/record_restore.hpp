// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/decision.hpp"

namespace domain {

/// The store was restored from a backup: what came after that moment is gone, and as many order numbers are left out,
/// so that none is given twice.
struct RecordRestore {
    EventId event_id;
    BusinessId business_id;
    base::Instant backup_at;
    std::uint64_t numbers_skipped = 0;
};

/// `system.message` with code `restored`, which raises the last number.
Decision decide(State const& state, RecordRestore command, base::Instant now);

}
