// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/event.hpp"
#include "domain/ids.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ports {

/// Which events of a log are read. Kept so that counting needs no counting: events above `read_up_to` are unread but
/// for `marked_above` of them. In a store `read_up_to` is never below oldest − 1.
struct ReadMarks {
    std::uint64_t version = 0;       ///< Rises with each change that somebody makes.
    std::uint64_t read_up_to = 0;    ///< Everything up to here is read, deleted or not retained any more.
    std::uint64_t marked_above = 0;  ///< So many above it are read or deleted.

    std::uint64_t unread(std::uint64_t head) const
    {
        auto const marked = read_up_to + marked_above;
        return head > marked ? head - marked : 0;
    }

    /// The later of two looks at the same log is the greater.
    auto operator<=>(ReadMarks const&) const = default;
};

/// Where a business's log stands. Cursor n is valid if oldest − 1 ≤ n ≤ head.
struct LogPosition {
    std::string epoch;         ///< Random; another one means another history.
    std::uint64_t head = 0;    ///< 0 when empty.
    std::uint64_t oldest = 1;  ///< The first seq that is retained; 1 when empty.
    ReadMarks marks = {};

    bool operator==(LogPosition const&) const = default;
};

/// An event as readers get it: `text` is its one JSON form (forms::encode_event), shared, never changed.
struct LogEntry {
    std::uint64_t seq = 0;
    domain::EventType type = domain::EventType::order_created;
    std::shared_ptr<std::string const> text;
    std::optional<domain::ApiKeyId> channel = {};  ///< The key that posted the order that it is about.
};

struct LogPage {
    LogPosition position;           ///< Read together with the entries, not older than them.
    std::vector<LogEntry> entries;  ///< Contiguous, rising. First is after + 1, or the log was trimmed above it.
};

/// Hears of every event that this process commits, after the commit, per business in order of seq without holes.
class CommitListener {
public:
    virtual ~CommitListener() = default;

    struct Committed {
        domain::BusinessId business;
        LogEntry entry;
    };

    /// Called from the store's thread; returns quickly and does not throw. One call per commit.
    virtual void committed(std::span<Committed const> events) = 0;
};

/// Reads business logs. Calls may come from any core at once; the caller resumes on its own core.
///
/// Guarantees: seq starts at 1 and has no holes; what a read returned once is returned again, the same, until it
/// is trimmed, but for personal data (PersonalDataStore); a read sees everything whose commit was acknowledged before it began. Unknown businesses: `not_found`.
/// Any call may fail with `unavailable`. Contract: tests/conformance/event_log_suite.cpp.
class EventLog {
public:
    virtual ~EventLog() = default;

    virtual base::Task<base::Result<LogPosition>> position(domain::BusinessId business) = 0;

    /// Entries with seq > `after`, at most `max_events` and, but for the first, `max_bytes` of text.
    virtual base::Task<base::Result<LogPage>> read(domain::BusinessId business, std::uint64_t after,
                                                   std::size_t max_events, std::size_t max_bytes) = 0;

    /// Drops events that are older than `before` from the front of each log, never a log's newest event, and
    /// raises `oldest`. An order whose latest event is dropped stays readable. Returns how many were dropped;
    /// at most `limit`, call again while that many are.
    virtual base::Task<base::Result<std::size_t>> trim(base::Instant before, std::size_t limit) = 0;

    /// Registers the one listener, before the first write. It outlives the store.
    virtual void set_listener(CommitListener& listener) = 0;
};

}
