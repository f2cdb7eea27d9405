// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/protocol/service.hpp"
#include "http/server/door.hpp"
#include "http/server/tally.hpp"
#include "http/time.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/error_code.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace http {

/// Something on a core that holds a socket: looked at by the sweep, told of a drain, cut at the end.
/// These only close sockets or cancel; the coroutine that owns the socket does the rest.
class Watched {
public:
    virtual ~Watched() = default;

    virtual void sweep(SteadyTime now) = 0;
    virtual void drain(SteadyTime now) = 0;
    virtual void cut() = 0;

private:
    friend class ServerCore;
    std::size_t slot_ = 0;
};

/// One core's part of the server: the service that its connections share, and the sweep that enforces every deadline
/// with one timer. Touched by its core's thread only, except `load`.
///
/// Owned by the listener and by each connection, so that a coroutine that outlives the server still finds it.
class ServerCore : public std::enable_shared_from_this<ServerCore> {
public:
    ServerCore(boost::asio::io_context& context, std::shared_ptr<Tally> tally, Router const& router,
               ServerOptions const& options, telemetry::Log& log, telemetry::Registry& registry);

    boost::asio::io_context& context() { return context_; }
    Service& service() { return service_; }

    void start_sweep();
    void drain();
    void cut();

    /// Why a connection ended: counted when it is that TCP got no sign of life from the peer.
    void note_end(boost::system::error_code error);

    void watch(Watched& watched);
    void unwatch(Watched& watched);

    /// Only between two suspensions: the next coroutine uses it too.
    std::span<char> input_scratch() { return input_scratch_; }

    /// Connections given to this core and not yet gone. Any thread.
    std::size_t load() const { return load_.load(std::memory_order_relaxed); }

private:
    friend class Admission;

    void sweep_later();
    void sweep();

    boost::asio::io_context& context_;
    std::shared_ptr<Tally> tally_;
    Service service_;
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      boost::asio::io_context::executor_type>
        timer_;
    std::vector<Watched*> watched_;
    std::vector<char> input_scratch_;
    std::atomic<std::size_t> load_{0};
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
