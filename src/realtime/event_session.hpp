// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "realtime/limits.hpp"
#include "realtime/server_message.hpp"
#include "realtime/stream.hpp"
#include "realtime/time.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace realtime {

/// One stream of server-sent events (WHATWG HTML §9.2): says what to do next, as Session does for a WebSocket; the
/// same messages as there, an event each. A reset moves the reader to the head by its `id` and the stream goes on.
/// No I/O, no clock, one thread. The driver asks `next` whenever it is not writing, does what it says, reports back.
class EventSession {
public:
    struct Wait {
        bool for_events;
    };
    /// Write it whole, then `sent`.
    struct Write {
        Text text;
        std::uint32_t events = 0;
        Time committed_at = {};
    };
    struct ReadStore {
        std::uint64_t after;
    };
    struct ConfirmHead {};
    struct CheckCaller {};
    /// Write it, then end the stream. The last step.
    struct Close {
        Text bye;
    };
    using Step = std::variant<Wait, Write, ReadStore, ConfirmHead, CheckCaller, Close>;

    struct Admission {
        Time now;
        base::Instant wall_now;
        std::chrono::milliseconds first_ping;
        std::chrono::milliseconds max_age;
        std::chrono::milliseconds retry;                      ///< After which a page comes back.
        std::optional<std::chrono::milliseconds> expires_in;  ///< Of the credential; nothing: never.
    };
    /// Begins behind `cursor`, which may be nonsense; nothing: at the head.
    EventSession(Topic const& topic, std::optional<std::string> const& cursor, Admission const& admission,
                 Limits const& limits);

    /// A revocation may concern the caller.
    void check_caller() { must_check_ = true; }

    void end(Farewell why);

    Step next(Time now, Topic& topic, domain::LogFilter const& filter);
    void sent() { stream_.sent(); }
    void confirm_head(Topic& topic, ports::LogPosition const& position) { stream_.confirm_head(topic, position); }

    /// When `next` is to be asked again although nothing happened.
    Time deadline() const;
    std::uint64_t cursor() const { return stream_.cursor(); }

private:
    Step of_stream(Topic& topic, domain::LogFilter const& filter);

    Limits const* limits_;
    Stream stream_;
    Text welcome_;
    std::optional<Farewell> farewell_;
    Time ping_at_, too_old_at_, token_ends_;
    bool must_check_ = false;
    std::optional<Cursor> restart_;  ///< What the last reset told the reader that it has.
};

}
