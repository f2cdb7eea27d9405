// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/protocol/destination.hpp"
#include "http/protocol/input.hpp"
#include "http/protocol/output.hpp"
#include "http/protocol/request_parser.hpp"
#include "http/protocol/service.hpp"

#include <boost/asio/ip/address.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

/// The server's end of one HTTP/1.x connection: requests one after the other, until it closes, becomes a WebSocket or
/// gives a body without an end. Says what to do next, from what was received and what time it is. No I/O, no clock,
/// one thread. The driver asks `next`, does what it says, reports back, and asks again.
///
/// What comes in and goes out is looked at where it lies. Before the driver waits for anything, it lets the protocol
/// copy what has to survive that: `next` does so before it says `read` or `handle`, `blocked` for a write.
class Protocol {
public:
    enum class Step {
        greet,           ///< Do the handshake of TLS, then `greeted`.
        read,            ///< Wait for bytes, then `received`.
        invite,          ///< Write `invitation`, as far as the kernel takes it now.
        handle,          ///< Let `handler` have `request`, then `answer`.
        write,           ///< Write `unsent`; `sent` says how much went, `blocked` that the kernel takes no more.
        finish_sending,  ///< Tell the peer that nothing more will come.
        hand_over,       ///< Let somebody else go on with the socket, see below. Last.
        hang_up,         ///< Say goodbye and close. Last.
        end,             ///< Close. Last.
    };

    /// What the sweep finds.
    enum class Alarm {
        none,
        wake,   ///< `next` has something to say, although nothing came.
        close,  ///< Close the socket, and with that end whatever is waited for.
    };

    struct Peer {
        boost::asio::ip::address address;
        bool is_tls = false;
    };

    static constexpr std::string_view invitation = "HTTP/1.1 100 Continue\r\n\r\n";

    /// `turned_away`: the answer to whatever comes, if anything; lives for ever. `service` outlives it.
    Protocol(Service& service, Peer peer, SteadyTime now, Refusal const* turned_away = nullptr);

    Protocol(Protocol const&) = delete;
    Protocol& operator=(Protocol const&) = delete;

    Step next(SteadyTime now);

    void greeted(bool is_sound, SteadyTime now);
    void received(std::string_view bytes);

    /// The connection is no more.
    void lost();

    Request& request() { return request_; }
    Handler const& handler() const { return *exchange_.destination.handler; }
    void answer(Response response);

    /// The answer for a handler that threw; `what` goes to the log.
    Response failed(char const* what);

    std::array<std::string_view, 2> unsent() const { return output_.unsent(); }
    bool is_sent() const { return output_.is_done(); }
    void sent(std::size_t bytes);
    void blocked(SteadyTime now);

    /// Deadlines and memory; to be called several times a second.
    Alarm sweep(SteadyTime now);

    /// The service drains. True: nobody is being served, so close, unless the kernel holds bytes: a request that came
    /// before the end.
    bool drain(SteadyTime now);

    /// At the hand-over: the answer that asks for it; the request then is `request`.
    Response take_answer() { return std::move(handed_over_); }
    std::string head_of(Response const& response) const;
    std::string_view unread() const { return input_.rest(); }
    bool is_http_1_1() const { return exchange_.is_http_1_1; }

private:
    enum class Phase : std::uint8_t {
        handshake,  ///< Of TLS.
        idle,  ///< Between requests.
        header,  ///< Some of a request's header is there.
        body,
        ready,  ///< The request is complete.
        handling,  ///< A handler has it.
        writing,
        lingering,  ///< All is said; what still comes is read and dropped, lest a reset destroys the answer on its way.
        handing_over,
        closing,
        closed,
    };

    /// What belongs to one request and its answer.
    struct Exchange {
        SteadyTime started = {};
        SteadyTime ready = {};  ///< All of the request was here.
        std::optional<SteadyTime> answered = {};  ///< The answer was here, if the kernel did not take it at once.
        std::unique_ptr<telemetry::RequestTrace> trace = {};  ///< Null: in none.
        Destination destination = {};
        Status status = Status::ok;
        std::size_t body_bytes = 0;  ///< Of the answer.
        bool came_in_pieces = false;
        bool has_waited = false;  ///< The answer, for something to happen.
        bool is_http_1_1 = true;
        bool keeps_alive = false;
        bool lingers = false;
        bool invites = false;  ///< The client waits for that before it sends the body.
    };

    std::optional<Step> advance(SteadyTime now);
    Step wait_for_input();
    bool skip_to_request();
    void become_idle(SteadyTime now);
    void begin_request(SteadyTime now);
    bool read_header(SteadyTime now);
    Refusal const* take_header(std::string_view header);
    Refusal const* expect_body(SteadyTime now);
    bool read_body();
    std::optional<Step> begin_answer(SteadyTime now);

    void refuse(Refusal const& refusal);
    void name_request();
    void append_head(std::string& out, Response const& response) const;
    void write(Response response);
    void finish_request(SteadyTime now);
    void record(SteadyTime now);

    Alarm sweep_body(SteadyTime now);
    Alarm expire(Refusal const& refusal);
    Alarm close_by(std::string_view limit);
    /// Gives back all that requests left behind; between requests only.
    void release_memory();

    Service& service_;
    Peer peer_;
    std::string peer_text_;
    Refusal const* turned_away_;

    Phase phase_ = Phase::idle;
    bool has_progressed_ = false;  ///< The peer took something since the last `blocked`.
    bool must_finish_sending_ = false;
    bool holds_memory_ = false;  ///< A request came since `release_memory`.
    SteadyTime deadline_;
    SteadyTime answer_deadline_;  ///< While an answer waits for the peer.
    Refusal const* expired_ = nullptr;  ///< Set by the sweep, said by `next`.
    SteadyTime rate_window_start_;
    std::size_t rate_window_bytes_ = 0;
    std::size_t lingered_bytes_ = 0;

    Input input_;
    HeaderScanner scanner_;
    std::optional<RequestParser> parser_;
    Request request_;
    std::vector<Header> spare_headers_;
    Exchange exchange_;
    Output output_;
    Response handed_over_;
};

}
