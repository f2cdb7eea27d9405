// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/ids.hpp"
#include "domain/principal.hpp"
#include "ports/event_log.hpp"
#include "realtime/cursor.hpp"
#include "realtime/hub.hpp"
#include "usecases/access.hpp"

#include <chrono>
#include <cstdint>
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
    Poll(usecases::Access& access, ports::EventLog& log, Hub& hub) : access_(access), log_(log), hub_(hub) {}

    struct Query {
        std::optional<Cursor> cursor;  ///< Nothing: the newest `limit`, oldest first, at once.
        std::size_t limit = 50;        ///< Also at most 64 KiB, or one event.
        std::chrono::seconds wait{0};  ///< With a cursor: how long nothing may be the answer.
    };

    /// An event's text, in whatever holds it.
    struct Event {
        std::shared_ptr<std::string const> owner;
        std::string_view text;
    };
    struct Answer {
        ports::LogPosition position;
        std::optional<ResetReason> reset;  ///< Then there are no events and no cursor.
        std::uint64_t cursor = 0;          ///< What the caller has after this answer.
        std::vector<Event> events;

        bool has_more() const { return !reset && cursor < position.head; }
    };

    /// What Access::require says for reading the log, and EventLog for reading.
    base::Task<base::Result<Answer>> read(domain::Principal const& caller, domain::BusinessId business, Query query);

private:
    base::Task<base::Result<Answer>> newest(domain::BusinessId business, std::size_t limit);
    base::Task<base::Result<Answer>> after(domain::BusinessId business, Cursor const& cursor, std::size_t limit);
    base::Task<base::Result<Answer>> wait_for_more(domain::BusinessId business, Answer answer, Query query);

    usecases::Access& access_;
    ports::EventLog& log_;
    Hub& hub_;
};

}
