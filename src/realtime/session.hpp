// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "realtime/client_message.hpp"
#include "realtime/limits.hpp"
#include "realtime/server_message.hpp"
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
    max_age = 4002,
    hello_late = 4008,
    no_pong = 4012,
    too_many = 4013,
    token = 4401,
    no_access = 4403,  ///< Foreign and unknown businesses alike.
    not_understood = 4500,
    revoked = 4503,
};

/// One WebSocket's conversation: says what to do next, from what was received and what time it is. No I/O, no
/// clock, one thread. The driver asks `next` whenever it is not writing, does what it says, and reports back.
class Session {
public:
    static constexpr std::chrono::seconds hello_patience{10};
    static constexpr std::chrono::seconds pong_patience{10};
    static constexpr std::chrono::seconds token_grace{25};
    static constexpr std::chrono::seconds token_notice{120};  ///< Before the token ends; half its life if that is less.

    struct Wait {
        bool for_events;  ///< Also until the topic's head rises; always until `received`, `drain`, `deadline`.
    };
    /// Check the caller and join the business, then `admitted` or `refused`.
    struct Admit {
        std::unique_ptr<Hello> hello;
    };
    /// Write it whole, then `sent`.
    struct Write {
        Text text;
        std::uint32_t events = 0;
        Time committed_at = {};
    };
    /// Read the store after this seq and give the page to the topic.
    struct ReadStore {
        std::uint64_t after;
    };
    /// Read the log's position and call `confirm_head`.
    struct ConfirmHead {};
    /// Check this credential and go on with its caller: `renewed` or `refused`.
    struct Authenticate {
        std::unique_ptr<std::string> token;
    };
    /// Check whether the caller still may read: `refused` if not.
    struct CheckCaller {};
    /// Write `bye`, if any, then close. The last step.
    struct Close {
        CloseCode code{};
        std::optional<Farewell> bye;
        std::string_view reason;
    };
    using Step = std::variant<Wait, Admit, Write, ReadStore, ConfirmHead, Authenticate, CheckCaller, Close>;

    /// The limits outlive it.
    Session(Time now, Limits const& limits) : limits_(&limits), deadline_(now + hello_patience) {}

    /// A message came. True: `next` has something new to say.
    bool received(bool is_text, std::string_view text, Time now);

    struct Admission {
        Time now;
        base::Instant wall_now;
        std::chrono::milliseconds first_ping;  ///< Random below the heartbeat, so that pings spread.
        std::chrono::milliseconds max_age;  ///< Random too, so that devices do not come back at once.
        std::optional<std::chrono::milliseconds> expires_in;  ///< Of the credential; nothing: never.
    };
    /// The answer to Admit: the caller may read, the topic is there.
    void admitted(Topic const& topic, Admission const& admission);

    /// The answer to Authenticate: yes, for so long.
    void renewed(Time now, std::optional<std::chrono::milliseconds> expires_in);

    /// The answer to Admit, Authenticate or CheckCaller: no. `reason` is static text.
    void refused(CloseCode code, std::string_view reason);

    /// Something concerns the caller's rights.
    void check_caller() { must_check_ = true; }

    void drain();

    /// `filter` says what the caller may read of the topic.
    Step next(Time now, Topic* topic, domain::LogFilter const& filter = {});
    void sent(Time now);
    void confirm_head(Topic& topic, ports::LogPosition const& position) { stream_.confirm_head(topic, position); }

    /// When `next` is to be asked again although nothing happened.
    Time deadline() const;

    std::uint64_t cursor() const { return stream_.cursor(); }
    std::uint64_t acknowledged() const { return acknowledged_; }

    /// The orders that the last messages said were shown, once.
    std::vector<domain::OrderId> take_shown();
    bool has_shown() const { return shown_ != nullptr; }

private:
    enum class Phase : std::uint8_t { awaiting_hello, admitting, open, closing };

    void close(CloseCode code, std::string_view reason, std::optional<Farewell> bye = {});
    void acknowledge(std::uint64_t seq);
    void note_shown(std::vector<domain::OrderId> orders);
    void set_token_end(Time now, std::optional<std::chrono::milliseconds> expires_in);
    void restart(Topic const& topic);
    void check_deadlines(Time now);
    Step next_open(Time now, Topic& topic, domain::LogFilter const& filter);
    Step of_stream(Topic& topic, domain::LogFilter const& filter);

    static constexpr Time never = Time::max();

    Limits const* limits_;
    Stream stream_;
    std::uint64_t acknowledged_ = 0;
    Phase phase_ = Phase::awaiting_hello;
    bool must_check_ = false;
    Time deadline_;  ///< Of the hello, then of the next ping.
    Time pong_by_ = never;
    Time ask_token_at_ = never;
    Time token_ends_ = never;  ///< With its grace.
    Time too_old_at_ = never;
    std::unique_ptr<Hello> hello_;  ///< Received, not yet handed out.
    std::unique_ptr<std::string> resume_;  ///< A cursor to start from.
    std::unique_ptr<std::string> token_;  ///< To authenticate.
    std::unique_ptr<std::vector<domain::OrderId>> shown_;
    Text text_;  ///< To be said next.
    Close close_;
};

}
