// SPDX-License-Identifier: Apache-2.0
#include "http/server/server.hpp"

#include "http/server/listener.hpp"

namespace http {

Server::Server(base::Cores& cores, Router const& router, ServerOptions options, telemetry::Log& log,
               telemetry::Registry& registry)
    : listener_(std::make_unique<Listener>(cores, router, std::move(options), log, registry))
{
}

Server::~Server() = default;

std::uint16_t Server::port() const { return listener_->port(); }

void Server::use(std::shared_ptr<TlsContext const> tls) { listener_->use(std::move(tls)); }

void Server::drain(std::chrono::seconds deadline) { listener_->drain(deadline); }

std::size_t Server::open_connections() const { return listener_->open_connections(); }

}
