// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "ports/log_entry.hpp"

#include <cstddef>
#include <cstdint>

namespace ports {

/// Reads business logs. Calls may come from any core at once; the caller resumes on its own core.
///
/// Guarantees: seq starts at 1 and has no holes; what a read returned once is returned again, the same, until it
/// is trimmed, but for personal data (PersonalDataStore); a read sees everything whose commit was acknowledged before
/// it began. Unknown businesses: `not_found`. Any call may fail with `unavailable`.
/// Contract: tests/conformance/event_log_suite.cpp.
class EventLog {
public:
    virtual ~EventLog() = default;

    virtual base::Task<base::Result<LogPosition>> position(domain::BusinessId business) = 0;

    /// Entries with seq > `after`, at most `max_events` and, but for the first, `max_bytes` of text.
    virtual base::Task<base::Result<LogPage>> read(domain::BusinessId business, std::uint64_t after,
                                                   std::size_t max_events, std::size_t max_bytes) = 0;

    /// Drops events that are older than `before` from the front of each log, never a log's newest event, and
    /// raises `oldest`. An order whose latest event is dropped stays readable. Goes on in slices between which others
    /// write, for as long as there is something to drop; returns how many events were looked at.
    virtual base::Task<base::Result<std::size_t>> trim(base::Instant before) = 0;
};

}
