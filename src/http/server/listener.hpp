// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cores.hpp"
#include "base/task.hpp"
#include "http/server/server_core.hpp"
#include "http/server/socket.hpp"
#include "http/server_options.hpp"

#include <memory>
#include <vector>

namespace http {

/// Accepts on the first core and places each connection on the least-loaded one; ends them all at the end.
class Listener {
public:
    Listener(base::Cores& cores, Router const& router, ServerOptions options, telemetry::Log& log,
             telemetry::Registry& registry);
    ~Listener();

    std::uint16_t port() const { return port_; }
    std::size_t open_connections() const { return tally_->open(); }
    void use(std::shared_ptr<TlsContext const> tls);
    void drain(std::chrono::seconds deadline);

private:
    struct Acceptor;

    static base::Task<void> accept(std::shared_ptr<Acceptor> acceptor);
    static void place(Acceptor& acceptor, Socket socket, std::shared_ptr<ServerCore> const& core);
    static void note_refusal(Acceptor& acceptor, Refusal const& why, boost::asio::ip::address const& peer);

    void stop_accepting();
    void cut();
    bool is_running() const;

    std::shared_ptr<Tally> tally_;
    std::vector<std::shared_ptr<ServerCore>> cores_;
    std::shared_ptr<Acceptor> acceptor_;
    std::uint16_t port_ = 0;
};

}
