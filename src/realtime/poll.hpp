// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/ids.hpp"
#include "domain/log_filter.hpp"
#include "domain/principal.hpp"
#include "ports/event_log.hpp"
#include "ports/notification_store.hpp"
#include "realtime/cursor.hpp"
#include "realtime/hub.hpp"
#include "realtime/time.hpp"
#include "usecases/access.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace realtime {

/// Reads a log by request: at once, or as soon as something follows the cursor. Any core.
class Poll {
public:
    /// Hub, access and log outlive it.
    Poll(usecases::Access& access, ports::EventLog& log, ports::NotificationStore& notifications, Hub& hub)
        : access_(access), log_(log), notifications_(notifications), hub_(hub)
    {
    }

    struct Query {
        std::optional<Cursor> cursor;  ///< Nothing: the newest `limit`, oldest first, at once.
        std::size_t limit = 50;        ///< Also at most 64 KiB, or one event.
        std::chrono::seconds wait{0};  ///< With a cursor: how long nothing may be the answer.
        bool unread_only = false;
        std::vector<domain::EventType> types = {};  ///< Empty: all.

        /// Asked first when it is set. True: the caller has all that there is at this position; nothing is read.
        std::function<bool(ports::LogPosition const&, ports::ReadMarks const&)> is_known = {};

        bool is_filtered() const { return unread_only || !types.empty(); }
    };

    /// An event's text, in whatever holds it, and the business's marks on it.
    struct Event {
        std::shared_ptr<std::string const> owner;
        std::string_view text;
        bool is_read = false;
        bool is_deleted = false;  ///< Only with a cursor and no filter; else such are left out.
    };
    struct Answer {
        ports::LogPosition position;
        ports::ReadMarks marks = {};
        std::optional<ResetReason> reset = {};  ///< Then there are no events and no cursor.
        std::uint64_t cursor = 0;  ///< What the caller has after this answer.
        std::vector<Event> events = {};
        bool is_known = false;  ///< Query::is_known said so; the rest is empty.

        /// Of members. A channel knows nothing of the marks: its events bear none and deleted ones are there too.
        bool has_marks = true;

        bool has_more() const { return !reset && cursor < position.head; }
    };

    /// What Access::require says for reading the log, and the stores for reading; `forbidden` for a channel that asks
    /// for what is unread.
    base::Task<base::Result<Answer>> read(domain::Principal const& caller, domain::BusinessId business, Query query);

private:
    base::Task<base::Result<Answer>> read_log(domain::Principal const& caller, domain::BusinessId business,
                                              Query query);

    /// What of whose log.
    struct Reading {
        domain::BusinessId business;
        domain::LogFilter filter;
        Query query;
    };
    base::Task<base::Result<Answer>> newest(Reading const& reading);
    base::Task<base::Result<Answer>> after(Reading const& reading);
    base::Task<base::Result<Answer>> wait_for_more(domain::Principal const& caller, Reading reading, Answer answer,
                                                   Time deadline);

    usecases::Access& access_;
    ports::EventLog& log_;
    ports::NotificationStore& notifications_;
    Hub& hub_;
};

}
