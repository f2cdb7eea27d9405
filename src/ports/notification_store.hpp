// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/event.hpp"
#include "domain/ids.hpp"
#include "ports/log_entry.hpp"
#include "ports/read_marks.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ports {

/// An event of the log with its business's marks on it.
struct Notification {
    std::uint64_t seq = 0;
    std::shared_ptr<std::string const> text;  ///< As in LogEntry.
    bool is_read = false;
    bool is_deleted = false;
};

/// Which events of a business's log.
struct NotificationQuery {
    domain::BusinessId business;
    std::optional<std::uint64_t> after = {};        ///< Those that follow it; nothing: the newest.
    std::size_t max_events = 50;
    std::size_t max_bytes = 64 * 1024;              ///< Of text; the first comes whatever its size.
    bool with_deleted = false;
    bool unread_only = false;
    std::vector<domain::EventType> types = {};      ///< Empty: all.
    std::optional<domain::ApiKeyId> posted_by = {};  ///< Only about orders that this key posted.
};

struct NotificationPage {
    LogPosition position;                     ///< Not older than the notifications.
    ReadMarks marks;                          ///< The same.
    std::vector<Notification> notifications;  ///< Rising.
    std::uint64_t looked_to = 0;  ///< With `after`: what follows is behind this seq. It is never below `after`.
};

/// What a change of marks leaves.
struct UnreadCount {
    std::uint64_t unread = 0;
    std::uint64_t read_version = 0;

    bool operator==(UnreadCount const&) const = default;
};

/// The log with its business's read marks and deletions. They lie beside the log: no event, no version of an order;
/// they go with the events that they are on. Threads and failures as OrderReader; unknown businesses: `not_found`.
///
/// Every change is atomic. A page's position, count and marks are not older than its events, and what a change was
/// answered with is seen by every read after it. A change that changes nothing leaves `read_version` as it is.
/// Contract: tests/conformance/notification_store_suite.cpp.
class NotificationStore : public MarkReader {
public:
    /// Looks at a bounded number of events that `types` or `posted_by` leave out: with `after` the next page goes on
    /// behind `looked_to`, without it older ones are not found.
    virtual base::Task<base::Result<NotificationPage>> read(NotificationQuery query) = 0;

    virtual base::Task<base::Result<UnreadCount>> count_unread(domain::BusinessId business) = 0;

    /// An event that is not retained: `not_found` `notification_not_found`, in all three.
    virtual base::Task<base::Result<UnreadCount>> mark_read(domain::BusinessId business, domain::EventId event) = 0;
    virtual base::Task<base::Result<UnreadCount>> mark_read_up_to(domain::BusinessId business,
                                                                  domain::EventId event) = 0;
    virtual base::Task<base::Result<UnreadCount>> remove(domain::BusinessId business, domain::EventId event) = 0;
};

}
