// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cores.hpp"
#include "http/router.hpp"
#include "http/server_options.hpp"
#include "http/tls/tls_context.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

#include <chrono>
#include <cstdint>
#include <memory>

namespace http {

class Listener;

/// The listener and its connections: one acceptor, each connection on the least-loaded core.
/// HTTP/1.1 and 1.0, keep-alive and pipelining, WebSocket upgrades. Guards framing (RFC 9112 §6, §7; stricter
/// than the parser): see protocol/framing_guard.hpp.
class Server {
public:
    /// `router`, `log` and `registry` outlive the server. Throws std::system_error when the address cannot be had.
    Server(base::Cores& cores, Router const& router, ServerOptions options, telemetry::Log& log,
           telemetry::Registry& registry);
    ~Server();

    std::uint16_t port() const;

    /// From now on new connections are greeted with this; those that are open keep theirs. Only for a server that
    /// began with TLS. Any thread.
    void use(std::shared_ptr<TlsContext const> tls);

    /// Stops accepting, lets requests in flight finish (their answers say `Connection: close`), closes idle
    /// connections. WebSockets are their handlers' to end, which learn of the drain elsewhere and say goodbye.
    /// Returns when no connection is left; at `deadline` cuts what remains.
    /// Blocks; call it from a thread that is not a core's.
    void drain(std::chrono::seconds deadline);

    std::size_t open_connections() const;

private:
    std::unique_ptr<Listener> listener_;
};

}
