// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/decision.hpp"
#include "domain/event.hpp"
#include "domain/ids.hpp"
#include "ports/event_log.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
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
    LogPosition position;                     ///< Read in one state with the notifications.
    std::vector<Notification> notifications;  ///< Rising.
    std::uint64_t looked_to = 0;  ///< With `after`: what follows is behind this seq. It is never below `after`.
};

/// What a change of marks leaves.
struct UnreadCount {
    std::uint64_t unread = 0;
    std::uint64_t read_version = 0;

    bool operator==(UnreadCount const&) const = default;
};

/// Hears of every change of marks that this process commits, after the commit, in order.
class MarkListener {
public:
    virtual ~MarkListener() = default;

    struct Marked {
        domain::BusinessId business;
        ReadMarks marks;
    };

    /// Called from the store's thread; returns quickly and does not throw.
    virtual void marked(std::span<Marked const> businesses) = 0;
};

/// The log with its business's read marks and deletions. They lie beside the log: no event, no version of an order;
/// they go with the events that they are on. Threads and failures as OrderStore; unknown businesses: `not_found`.
///
/// Every change is atomic, and so is every read: a page, its position's count and its marks are of one state.
/// A change that changes nothing leaves `read_version` as it is. Contract:
/// tests/conformance/notification_store_suite.cpp.
class NotificationStore {
public:
    virtual ~NotificationStore() = default;

    /// Looks at a bounded number of events that `types` or `posted_by` leave out: with `after` the next page goes on
    /// behind `looked_to`, without it older ones are not found.
    virtual base::Task<base::Result<NotificationPage>> read(NotificationQuery query) = 0;

    virtual base::Task<base::Result<UnreadCount>> count_unread(domain::BusinessId business) = 0;

    /// An event that is not retained: `not_found` `notification_not_found`, in all three.
    virtual base::Task<base::Result<UnreadCount>> mark_read(domain::BusinessId business, domain::EventId event) = 0;
    virtual base::Task<base::Result<UnreadCount>> mark_read_up_to(domain::BusinessId business,
                                                                  domain::EventId event) = 0;
    virtual base::Task<base::Result<UnreadCount>> remove(domain::BusinessId business, domain::EventId event) = 0;

    /// Appends the message to the log.
    virtual base::Task<base::Result<LogEntry>> send(domain::BusinessId business, domain::SendTest command) = 0;

    /// Registers the one listener, before the first write. It outlives the store.
    virtual void set_listener(MarkListener& listener) = 0;
};

}
