// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "realtime/cursor.hpp"
#include "realtime/topic.hpp"

#include <cstdint>
#include <optional>
#include <variant>

namespace realtime {

/// One reader of a log: a cursor and at most one message in flight, however far it is behind. Decides what to do
/// next and queues nothing; no I/O, one thread. The topic given to it is always that of its business.
class Stream {
public:
    struct Send {
        Topic::Batch batch;  ///< In flight until `sent`.
    };
    struct SayLive {
        std::uint64_t seq;  ///< Everything up to here was sent: once after each start.
    };
    struct SayReset {
        ResetReason why;  ///< Once; nothing follows until the next start.
    };
    struct ReadStore {
        std::uint64_t after;  ///< Give what the store answers to the topic, then ask again.
    };
    struct ConfirmHead {};  ///< Read the log's position and call `confirm_head`.
    struct Wait {};         ///< Until the topic's head rises.

    using Step = std::variant<Wait, Send, SayLive, SayReset, ReadStore, ConfirmHead>;

    /// Begins behind `cursor`; nothing: at the head.
    void start(Topic const& topic, std::optional<Cursor> const& cursor);

    /// Begins with a reset for what could not be read as a cursor.
    void start_unreadable() { reset(ResetReason::unreadable); }

    /// `filter` is the same each time.
    Step next(Topic& topic, domain::LogFilter const& filter = {});
    void sent() { is_in_flight_ = false; }

    /// The position as the store has it, read after the start: decides whether the cursor is ahead of the log.
    void confirm_head(Topic& topic, ports::LogPosition const& position);

    std::uint64_t cursor() const { return cursor_; }
    bool is_in_flight() const { return is_in_flight_; }

    /// Whether a risen head would change what `next` says.
    bool wants_events() const { return phase_ == Phase::live; }

private:
    enum class Phase : std::uint8_t { idle, confirming, catching_up, live, resetting, was_reset };

    void reset(ResetReason why);

    std::uint64_t cursor_ = 0;
    std::uint32_t generation_ = 0;
    Phase phase_ = Phase::idle;
    ResetReason why_ = ResetReason::epoch;
    bool is_in_flight_ = false;
};

}
