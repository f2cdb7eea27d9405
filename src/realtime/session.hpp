// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "realtime/client_message.hpp"
#include "realtime/stream.hpp"
#include "realtime/time.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace realtime {

/// Close codes of our own: 4000–4399 come back, 4401 refresh the token first, 4500 and up do not come back.
enum class CloseCode : std::uint16_t {
    drain = 4001,
    hello_late = 4008,
    no_pong = 4012,
    too_many = 4013,
    token = 4401,
    no_access = 4403,  ///< Foreign and unknown businesses alike.
    not_understood = 4500,
};

/// One WebSocket's conversation: says what to do next, from what was received and what time it is. No I/O, no
/// clock, one thread. The driver asks `next` whenever it is not writing, does what it says, and reports back.
class Session {
public:
    static constexpr std::chrono::seconds hello_patience{10};
    static constexpr std::chrono::seconds heartbeat{25};
    static constexpr std::chrono::seconds pong_patience{10};
    static constexpr std::chrono::seconds token_grace{25};

    struct Wait {
        bool for_events;  ///< Also until the topic's head rises; always until `received`, `drain`, `deadline`.
    };
    /// Check the caller and join the business, then `admitted` or `refused`.
    struct Admit {
        std::unique_ptr<Hello> hello;
    };
    /// Write it whole, then `sent`.
    struct Write {
        std::shared_ptr<std::string const> text;
        std::uint32_t events = 0;
        Time committed_at = {};
    };
    /// Read the store after this seq and give the page to the topic.
    struct ReadStore {
        std::uint64_t after;
    };
    /// Read the log's position and call `confirm_head`.
    struct ConfirmHead {};
    /// Write `bye` unless it is empty, then close. The last step.
    struct Close {
        CloseCode code;
        std::string_view reason;
        std::string_view bye;
    };
    using Step = std::variant<Wait, Admit, Write, ReadStore, ConfirmHead, Close>;

    explicit Session(Time now) : deadline_(now + hello_patience) {}

    /// A message came. True: `next` has something new to say.
    bool received(bool is_text, std::string_view text, Time now);

    struct Admission {
        Time now;
        base::Instant wall_now;
        std::chrono::milliseconds first_ping;                 ///< Random below `heartbeat`, so that pings spread.
        std::optional<std::chrono::milliseconds> expires_in;  ///< Of the credential; nothing: never.
    };
    /// The answer to Admit: the caller may read, the topic is there.
    void admitted(Topic const& topic, Admission const& admission);

    /// The answer to Admit: no. `reason` is static text.
    void refused(CloseCode code, std::string_view reason);

    void drain();

    Step next(Time now, Topic* topic);
    void sent(Time now);
    void confirm_head(Topic& topic, ports::LogPosition const& position) { stream_.confirm_head(topic, position); }

    /// When `next` is to be asked again although nothing happened.
    Time deadline() const;

    std::uint64_t cursor() const { return stream_.cursor(); }
    std::uint64_t acknowledged() const { return acknowledged_; }

private:
    enum class Phase : std::uint8_t { awaiting_hello, admitting, open, closing };

    void close(CloseCode code, std::string_view reason, std::string_view bye = {});
    void acknowledge(std::uint64_t seq);
    void restart(Topic const& topic);
    void check_deadlines(Time now);
    Step next_open(Time now, Topic& topic);
    Step of_stream(Topic& topic);

    Phase phase_ = Phase::awaiting_hello;
    Stream stream_;
    std::uint64_t acknowledged_ = 0;
    Time deadline_;  ///< Of the hello, then of the next ping.
    std::optional<Time> pong_by_;
    std::optional<Time> token_ends_;
    std::unique_ptr<Hello> hello_;           ///< Received, not yet handed out; later its cursor.
    std::unique_ptr<std::string> resume_;    ///< A cursor to start from.
    std::shared_ptr<std::string const> welcome_;
    Close close_{};
};

}
