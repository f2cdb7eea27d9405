// SPDX-License-Identifier: Apache-2.0
#include "http/server/listener.hpp"

#include "http/edges.hpp"
#include "http/server/connection.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_future.hpp>

#include <algorithm>
#include <cerrno>
#include <future>
#include <system_error>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace http {

namespace {

using boost::asio::ip::tcp;

constexpr int backlog = 4096;
constexpr std::chrono::milliseconds accept_pause{100};
constexpr std::chrono::minutes between_warnings{1};
/// Those turned away wait a moment for their 503 to arrive; more at once are dropped.
constexpr std::size_t most_turned_away = 1024;
/// How long the end waits for handlers that do not notice that their connection is gone.
constexpr std::chrono::seconds end_patience{5};

/// Between TCP's questions to a silent peer.
constexpr std::chrono::seconds keepalive_interval{10};
/// What the kernel takes for a peer that does not read; without it, megabytes that no limit of ours sees.
constexpr int most_unsent_bytes = 64 * 1024;
/// The kernel is to give a peer up after we do, where we can see that it takes nothing.
constexpr std::chrono::seconds user_timeout_slack{1};

/// For every connection: on Linux it inherits them from its listener.
void set_connection_options(tcp::acceptor& acceptor, Limits const& limits, boost::system::error_code& error)
{
    auto const set = [&](int level, int option, std::int64_t value) {
        auto const number = static_cast<int>(value);
        if (!error && ::setsockopt(acceptor.native_handle(), level, option, &number, sizeof number) != 0)
            error.assign(errno, boost::system::system_category());
    };
    std::chrono::milliseconds const user_timeout = limits.stall_timeout + user_timeout_slack;
    set(IPPROTO_TCP, TCP_NODELAY, 1);
    set(SOL_SOCKET, SO_KEEPALIVE, 1);
    set(IPPROTO_TCP, TCP_KEEPIDLE, limits.keepalive_after.count());
    set(IPPROTO_TCP, TCP_KEEPINTVL, std::min(limits.keepalive_after, keepalive_interval).count());
    set(IPPROTO_TCP, TCP_USER_TIMEOUT, user_timeout.count());
    set(IPPROTO_TCP, TCP_NOTSENT_LOWAT, most_unsent_bytes);
}

boost::asio::ip::address peer_address(Socket const& socket)
{
    boost::system::error_code error;
    return unmapped(socket.remote_endpoint(error).address());
}

tcp::endpoint resolve(boost::asio::io_context& context, std::string const& host, std::uint16_t port)
{
    boost::system::error_code error;
    auto const address = boost::asio::ip::make_address(host, error);
    if (!error) return {address, port};
    tcp::resolver resolver(context);
    auto const results = resolver.resolve(host, std::to_string(port), tcp::resolver::passive, error);
    if (error) throw std::system_error(error, "cannot resolve " + host);
    return results.begin()->endpoint();
}

}

struct Listener::Acceptor {
    tcp::acceptor socket;
    std::vector<std::shared_ptr<ServerCore>> cores;
    std::shared_ptr<Tally> tally;
    Door door;
    std::shared_ptr<TlsContext const> tls;  ///< Null: plain.
    SteadyTime warned_at = {};

    /// The least-loaded core.
    std::shared_ptr<ServerCore> const& next_core() const
    {
        return *std::ranges::min_element(cores, {}, [](auto const& core) { return core->load(); });
    }
};

Listener::Listener(base::Cores& cores, Router const& router, ServerOptions options, telemetry::Log& log,
                   telemetry::Registry& registry)
    : tally_(std::make_shared<Tally>(registry))
{
    for (std::size_t i = 0; i < cores.count(); ++i)
        cores_.push_back(std::make_shared<ServerCore>(cores.context(i), tally_, router, options, log, registry));

    auto& context = cores.context(0);
    auto const endpoint = resolve(context, options.host, options.port);
    tcp::acceptor acceptor(context);
    boost::system::error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    set_connection_options(acceptor, options.limits, error);
    if (!error) acceptor.listen(backlog, error);
    if (!error) port_ = acceptor.local_endpoint(error).port();
    if (!error) acceptor.non_blocking(true, error);
    if (error) throw std::system_error(error, "cannot listen on " + options.host + ':' + std::to_string(options.port));

    acceptor_ = std::make_shared<Acceptor>(
        Acceptor{std::move(acceptor), cores_, tally_, Door(options.limits, options.edges), options.tls});
    for (auto const& core : cores_) boost::asio::post(core->context(), [core] { core->start_sweep(); });
    boost::asio::co_spawn(context, accept(acceptor_), boost::asio::detached);
}

Listener::~Listener()
{
    stop_accepting();
    cut();
    tally_->detach();
}

base::Task<void> Listener::accept(std::shared_ptr<Acceptor> acceptor)
{
    while (acceptor->socket.is_open()) {
        auto const core = acceptor->next_core();
        boost::system::error_code error;
        auto socket = co_await acceptor->socket.async_accept(core->context(), failing_into(error));
        if (!error) {
            place(*acceptor, std::move(socket), core);
        } else if (error != boost::asio::error::operation_aborted && !acceptor->cores.front()->service().is_cut()) {
            // Out of descriptors or memory: what is open goes on, and may give some back.
            acceptor->cores.front()->service().log().warning("accept_failed", {{"reason", error.message()}});
            acceptor->cores.front()->service().metrics().count_limit("descriptors");
            boost::asio::steady_timer timer(acceptor->socket.get_executor(), accept_pause);
            co_await timer.async_wait(failing_into(error));
        }
    }
}

void Listener::place(Acceptor& acceptor, Socket socket, std::shared_ptr<ServerCore> const& core)
{
    auto const peer = peer_address(socket);
    auto [refusal, client] = acceptor.door.decide(peer, acceptor.tally->open(), std::chrono::steady_clock::now());
    if (refusal) {
        note_refusal(acceptor, *refusal, peer);
        // The handshake that an answer under TLS costs is what a flood is after.
        bool const is_dropped = acceptor.tls && refusal == &refusal::accept_rate;
        if (is_dropped || acceptor.tally->refused() >= most_turned_away)
            return acceptor.cores.front()->service().metrics().count_limit(refusal->limit);
    }

    Admission admission(core, refusal ? Tally::Kind::refused : Tally::Kind::http, std::move(client));
    boost::asio::post(core->context(), [refusal, peer, a = std::move(admission), s = std::move(socket),
                                        tls = acceptor.tls]() mutable {
        if (a.core()->service().is_cut()) return;
        auto& context = a.core()->context();
        auto connection = std::make_unique<Connection>(
            std::move(a), tls ? Transport(std::move(s), *tls) : Transport(std::move(s)), peer, refusal);
        boost::asio::co_spawn(context, Connection::run(std::move(connection)), boost::asio::detached);
    });
}

void Listener::note_refusal(Acceptor& acceptor, Refusal const& why, boost::asio::ip::address const& peer)
{
    auto const now = std::chrono::steady_clock::now();
    auto& core = *acceptor.cores.front();
    if (now - acceptor.warned_at < between_warnings || core.service().is_cut()) return;
    acceptor.warned_at = now;
    core.service().log().warning("connections_refused", {{"limit", why.limit}, {"peer", peer.to_string()}});
}

void Listener::use(std::shared_ptr<TlsContext const> tls)
{
    boost::asio::post(acceptor_->socket.get_executor(),
                      [acceptor = acceptor_, t = std::move(tls)]() mutable { acceptor->tls = std::move(t); });
}

void Listener::stop_accepting()
{
    auto const close = [acceptor = acceptor_] {
        // Whoever is in the kernel's queue has been promised a connection.
        boost::system::error_code error;
        while (acceptor->socket.is_open() && !error) {
            auto const& core = acceptor->next_core();
            auto socket = acceptor->socket.accept(core->context(), error);
            if (!error) place(*acceptor, std::move(socket), core);
        }
        acceptor->socket.close(error);
    };
    boost::asio::post(acceptor_->socket.get_executor(), close);
}

void Listener::drain(std::chrono::seconds deadline)
{
    auto const end = std::chrono::steady_clock::now() + deadline;
    stop_accepting();
    for (auto const& core : cores_) boost::asio::post(core->context(), [core] { core->drain(); });
    tally_->wait_for_end(end);
    cut();
}

void Listener::cut()
{
    if (!is_running()) {
        for (auto const& core : cores_) core->cut();
        return;
    }
    auto const end = std::chrono::steady_clock::now() + end_patience;
    std::vector<std::future<void>> done;
    for (auto const& core : cores_)
        done.push_back(boost::asio::post(core->context(), boost::asio::use_future([core] { core->cut(); })));
    for (auto& future : done) future.wait_until(end);
    tally_->wait_for_end(end);
}

bool Listener::is_running() const
{
    return std::ranges::none_of(cores_, [](auto const& core) { return core->context().stopped(); });
}

}
