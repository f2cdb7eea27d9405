// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/operations/control_socket.hpp"
#include "app/settings/settings.hpp"
#include "app/wiring/adapters.hpp"
#include "app/wiring/cannot_start.hpp"
#include "app/wiring/housekeeping.hpp"
#include "app/wiring/streams.hpp"
#include "app/wiring/use_cases.hpp"
#include "base/cores.hpp"
#include "http/server/server.hpp"
#include "realtime/hub.hpp"
#include "telemetry/health.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace app {

/// The whole server on one machine. Built once, in the order of its members; taken down in the opposite order after
/// `drain`.
class ServerProcess {
public:
    /// Opens and migrates the store and starts the cores; nothing listens yet. Throws CannotStart.
    /// `jwt_secret` empty: the one kept in the data folder. `on_fatal` is called from the store's thread when the
    /// process must not go on.
    ServerProcess(Settings const& settings, std::string jwt_secret, telemetry::Log& log,
                  std::function<void(std::string const& reason)> on_fatal);
    ~ServerProcess();

    /// Takes connections, under TLS if there is a certificate, and commands of the operator. Throws CannotStart.
    void listen(std::shared_ptr<http::TlsContext const> tls);

    bool has_tls() const { return has_tls_; }

    /// Reads the certificate's files again for new connections. When they are not right, the log says so and the old
    /// certificate stays. While it listens under TLS.
    void reload_tls();

    /// Says goodbye to everybody, finishes what was begun, and stops the store. Blocks up to the drain timeout and
    /// a little more. Call it once, from a thread that is not a core's.
    void drain();

    /// "http://127.0.0.1:8080", "https://…" under TLS; a wildcard address is told as this machine's.
    std::string url() const;

    http::Router const& router() const { return router_; }
    base::Cores& cores() { return cores_; }
    UseCases& use_cases() { return use_cases_; }
    Upkeep upkeep() { return adapters_.upkeep(); }

private:
    void add_routes();
    http::ServerOptions server_options(std::shared_ptr<http::TlsContext const> tls) const;
    void take_commands();
    base::Task<std::string> answer_command(std::string request, std::shared_ptr<base::Progress> progress);
    void note_certificate(http::TlsContext const& tls);
    void shut_down();

    boost::asio::io_context& last_core() { return cores_.context(cores_.count() - 1); }

    Settings settings_;
    telemetry::Log& log_;
    telemetry::Registry registry_;
    telemetry::Readiness readiness_;
    base::Cores cores_;
    Adapters adapters_;
    realtime::Hub hub_;
    UseCases use_cases_;
    Streams streams_;
    std::string openapi_;
    http::Router router_;
    Housekeeping housekeeping_;
    std::optional<http::Server> server_;
    std::optional<ControlSocket> control_;
    bool has_tls_ = false;
    bool is_running_ = false;
};

}
