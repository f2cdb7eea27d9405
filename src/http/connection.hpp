// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/request_parser.hpp"
#include "http/server_core.hpp"
#include "http/transport.hpp"

#include <boost/asio/ip/address.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace http {

/// One HTTP/1.x connection: requests one after the other, until it closes, becomes a WebSocket or gives a body
/// without an end.
///
/// `advance` is the state machine; `run` only waits, for the socket or for a handler, and asks it what is next.
/// Reads and writes are tried at once and waited for only when the kernel has nothing or takes nothing, so an idle
/// connection owns no buffer, and a small request costs one read and one write.
class Connection final : public Watched {
public:
    Connection(Admission admission, Transport transport, boost::asio::ip::address peer);
    ~Connection() override;

    Connection(Connection const&) = delete;
    Connection& operator=(Connection const&) = delete;

    static base::Task<void> run(std::unique_ptr<Connection> self);

    /// Instead of serving it: answers 503 and closes.
    void turn_away(Refusal const& why);

    void sweep(SteadyTime now) override;
    void drain() override;
    void cut() override;

private:
    enum class Phase {
        handshake,  ///< Of TLS.
        idle,       ///< Between requests.
        header,     ///< Some of a request's header is there.
        body,
        ready,      ///< The request is complete.
        handling,   ///< A handler has it.
        writing,
        lingering,  ///< All is said; what still comes is read and dropped, lest a reset destroys the answer on its way.
        handed_over,  ///< Somebody else goes on with the socket.
        closed,
    };
    enum class Step { read, handle, write, end };

    Step advance();
    bool shake_hands();
    void become_idle(SteadyTime now);
    void begin_request();
    bool read_header();
    bool read_body();
    void receive(boost::system::error_code error);
    void keep_input();

    Refusal const* route_request();
    void check_edges();
    void join_trace();
    Refusal const* prepare_body();
    void answer_without_handler();
    void refuse(Refusal const& refusal);
    Response failed(char const* what);

    void answer(Response response);
    void append_head(std::string& out, Response const& response) const;
    void send(std::string_view head, Response& response);
    void send_more(boost::system::error_code error);
    void finish_request();
    void record_request(SteadyTime now);
    void log_request(std::chrono::nanoseconds duration);
    void export_span(std::chrono::nanoseconds duration);

    void sweep_answer(SteadyTime now);
    void expire(Refusal const& refusal);
    void close();
    void release_memory();
    void hand_over();

    Admission admission_;  ///< First, so that it goes last: then the server may be gone.
    std::shared_ptr<ServerCore> core_;
    Transport transport_;
    boost::asio::ip::address peer_;
    std::string peer_text_;

    Phase phase_ = Phase::idle;
    SteadyTime deadline_;
    SteadyTime answer_deadline_;  ///< While an answer waits for the peer.
    Refusal const* expired_ = nullptr;  ///< Set by the sweep.

    std::string pending_;  ///< Input that had to survive a suspension.
    std::string_view input_;  ///< What is not yet used: in `pending_` or in the core's scratch.

    HeaderScanner scanner_;
    std::optional<RequestParser> parser_;
    Request request_;
    std::vector<Header> spare_headers_;
    SteadyTime started_;
    bool came_in_pieces_ = false;
    bool has_waited_ = false;  ///< The answer, for something to happen.
    SteadyTime ready_;  ///< All of the request was here.
    std::optional<SteadyTime> answered_;  ///< The answer was here, if the kernel did not take it at once.
    SteadyTime rate_window_start_;
    std::size_t rate_window_bytes_ = 0;
    std::size_t lingered_bytes_ = 0;

    std::unique_ptr<telemetry::RequestTrace> trace_;  ///< Null: the request is in no trace.

    Route const* route_ = nullptr;
    Handler const* handler_ = nullptr;
    Refusal const* soft_refusal_ = nullptr;  ///< Answered once the body is read, so that the connection lives on.
    std::string allow_;
    bool keeps_alive_ = false;
    bool is_http_1_1_ = true;
    bool lingers_ = false;
    Refusal const* turned_away_ = nullptr;

    Response last_answer_;  ///< For whom the socket is handed over to.
    Status status_ = Status::ok;
    std::size_t body_bytes_ = 0;
    std::string unsent_;  ///< Head, or head and body, that the kernel did not take yet.
    std::string unsent_body_;
    std::size_t sent_ = 0;  ///< Bytes of both together.
};

}
