// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/door.hpp"
#include "http/request_metrics.hpp"
#include "http/server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace http {

using SteadyTime = std::chrono::steady_clock::time_point;

/// A socket that knows its core's executor by type: half the memory, no virtual calls.
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

/// Something on a core that holds a socket: looked at by the sweep, told of a drain, cut at the end.
/// These only close sockets or cancel; the coroutine that owns the socket does the rest.
class Watched {
public:
    virtual ~Watched() = default;

    virtual void sweep(SteadyTime now) = 0;
    virtual void drain() = 0;
    virtual void cut() = 0;

private:
    friend class ServerCore;
    std::size_t slot_ = 0;
};

/// How many connections the server has. Any thread.
class Tally {
public:
    enum class Kind { http, websocket, stream, refused };

    explicit Tally(telemetry::Registry& registry);

    void add(Kind kind);
    void remove(Kind kind);

    std::size_t open() const { return http_.n + websockets_.n + streams_.n; }
    std::size_t refused() const { return refused_.n; }

    /// The registry is not touched any more.
    void detach();

    /// Waits until there are none; false at `deadline`.
    bool wait_for_end(SteadyTime deadline);

private:
    struct Count {
        std::atomic<std::size_t> n{0};
        std::atomic<telemetry::Gauge*> gauge{nullptr};
    };
    Count& count(Kind kind);

    Count http_;
    Count websockets_;
    Count streams_;
    Count refused_;
    std::mutex mutex_;
    std::condition_variable changed_;
};

/// What the connections of one core share: limits, metrics, scratch memory, and the sweep that enforces every
/// deadline with one timer. Touched by its core's thread only, except `load`.
///
/// Owned by the listener and by each connection, so that a coroutine that outlives the server still finds it.
/// Once `is_cut()`, nothing outside of it (router, log, registry) may be touched any more.
class ServerCore : public std::enable_shared_from_this<ServerCore> {
public:
    ServerCore(boost::asio::io_context& context, std::shared_ptr<Tally> tally, Router const& router,
               ServerOptions const& options, telemetry::Log& log, telemetry::Registry& registry);

    boost::asio::io_context& context() { return context_; }
    Limits const& limits() const { return limits_; }
    Edges const& edges() const { return edges_; }
    Router const& router() const { return router_; }
    telemetry::Log& log() { return log_; }
    bool logs_requests() const { return logs_requests_; }
    telemetry::Tracing const& tracing() const { return tracing_; }
    std::chrono::nanoseconds slow_operation() const { return slow_operation_; }
    RequestMetrics& metrics() { return metrics_; }

    void start_sweep();
    void drain();
    void cut();
    bool is_draining() const { return is_draining_; }
    bool is_cut() const { return is_cut_; }

    /// Why a connection ended: counted when it is that TCP got no sign of life from the peer.
    void note_end(boost::system::error_code error);

    void watch(Watched& watched);
    void unwatch(Watched& watched);

    /// Both only between two suspensions: the next coroutine uses them too.
    std::span<char> input_scratch() { return input_scratch_; }
    std::string& output_scratch() { return output_scratch_; }

    /// `Date: …` line of this second (RFC 9110 §6.6.1), with CR LF.
    std::string_view date_line() const { return date_line_; }

    /// Connections given to this core and not yet gone. Any thread.
    std::size_t load() const { return load_.load(std::memory_order_relaxed); }

private:
    friend class Admission;

    void sweep_later();
    void sweep();

    boost::asio::io_context& context_;
    std::shared_ptr<Tally> tally_;
    Router const& router_;
    telemetry::Log& log_;
    Limits limits_;
    Edges edges_;
    bool logs_requests_;
    std::chrono::nanoseconds slow_operation_;
    telemetry::Tracing tracing_;
    RequestMetrics metrics_;

    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      boost::asio::io_context::executor_type>
        timer_;
    std::vector<Watched*> watched_;
    std::vector<char> input_scratch_;
    std::string output_scratch_;
    std::string date_line_;
    std::atomic<std::size_t> load_{0};
    bool is_draining_ = false;
    bool is_cut_ = false;
};

/// One connection's place in the counts, from accept to the end of its coroutine.
class Admission {
public:
    Admission(std::shared_ptr<ServerCore> core, Tally::Kind kind, std::optional<ClientTally::Place> place = {});
    Admission(Admission&&) = default;
    Admission& operator=(Admission&&) = delete;
    ~Admission();

    std::shared_ptr<ServerCore> const& core() const { return core_; }

    void become(Tally::Kind kind);

private:
    std::shared_ptr<ServerCore> core_;  ///< Null after a move.
    Tally::Kind kind_;
    std::optional<ClientTally::Place> place_;
};

}
