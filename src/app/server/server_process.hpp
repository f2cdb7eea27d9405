// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/open_sqlite_store.hpp"
#include "api/streams/stream_parts.hpp"
#include "app/operations/control_socket.hpp"
#include "app/server/periodic_task.hpp"
#include "app/settings/settings.hpp"
#include "base/cores.hpp"
#include "http/server.hpp"
#include "realtime/hub.hpp"
#include "realtime/poll.hpp"
#include "telemetry/health.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"
#include "telemetry/trace.hpp"
#include "usecases/acceptance_clock.hpp"
#include "usecases/access.hpp"
#include "usecases/accounts.hpp"
#include "usecases/api_keys.hpp"
#include "usecases/businesses.hpp"
#include "usecases/device_watch.hpp"
#include "usecases/identity.hpp"
#include "usecases/links.hpp"
#include "usecases/log_metrics.hpp"
#include "usecases/memberships.hpp"
#include "usecases/notifications.hpp"
#include "usecases/orders.hpp"
#include "usecases/passwords.hpp"
#include "usecases/personal_data.hpp"
#include "usecases/platform.hpp"
#include "usecases/rate_limits.hpp"
#include "usecases/recent_reports.hpp"
#include "usecases/sessions.hpp"
#include "usecases/statistics.hpp"
#include "usecases/stream_tickets.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace app {

/// Why the server cannot run; the text is for the person who started it.
class CannotStart : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The whole server on one machine: the one place that names concrete adapters. Built once, in the order of its
/// members; taken down in the opposite order after `drain`.
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

    /// New connections are greeted with another certificate. While it listens under TLS.
    void use(std::shared_ptr<http::TlsContext const> tls);

    /// Says goodbye to everybody, finishes what was begun, and stops the store. Blocks up to the drain timeout and
    /// a little more. Call it once, from a thread that is not a core's.
    void drain();

    /// "http://127.0.0.1:8080", "https://…" under TLS; a wildcard address is told as this machine's.
    std::string url() const;

    http::Router const& router() const { return router_; }
    base::Cores& cores() { return cores_; }
    usecases::Access& access() { return access_; }
    usecases::Identity& identity() { return identity_; }
    usecases::Businesses& businesses() { return businesses_; }
    usecases::Platform& platform() { return platform_; }
    usecases::Accounts& accounts() { return accounts_; }
    usecases::ApiKeys& api_keys() { return api_keys_; }
    usecases::Orders& orders() { return orders_; }
    ports::Verifier& verifier() { return store_->verifier(); }
    adapters::sqlite::Backups& backups() { return store_->backups(); }
    ports::Archive& archive() { return store_->archive(); }
    usecases::PersonalData& personal_data() { return personal_data_; }

private:
    telemetry::Tracing tracing() const;
    void add_routes();
    void start_housekeeping();
    void take_commands();
    void shut_down();
    void note_certificate(http::TlsContext const& tls);
    base::Task<std::chrono::milliseconds> trim_log();
    base::Task<std::chrono::milliseconds> watch_store();

    Settings settings_;
    telemetry::Log& log_;
    telemetry::Registry registry_;
    telemetry::Readiness readiness_;
    std::unique_ptr<telemetry::SpanSink> span_sink_;  ///< Null: no spans are exported. Ends after the cores.
    base::Cores cores_;
    std::unique_ptr<ports::Clock> clock_;
    std::unique_ptr<ports::TimeZones> time_zones_;
    std::unique_ptr<adapters::sqlite::Store> store_;
    std::unique_ptr<ports::ApiKeyStore> cached_api_keys_;
    usecases::LogMetrics log_metrics_;
    realtime::Hub hub_;
    std::unique_ptr<ports::PasswordHasher> hasher_;
    std::unique_ptr<ports::Mailer> mailer_;
    usecases::Links links_;
    std::vector<usecases::AccessTokens::Key> token_keys_;
    usecases::AccessTokens tokens_;
    usecases::RefreshTokens refresh_tokens_;
    std::unique_ptr<ports::RateCounter> rate_counter_;
    usecases::RateLimits limits_;
    usecases::Access access_;
    usecases::DeviceWatch device_watch_;
    usecases::Businesses businesses_;
    usecases::Sessions sessions_;
    usecases::Platform platform_;
    usecases::Accounts accounts_;
    usecases::Memberships memberships_;
    usecases::Passwords passwords_;
    usecases::Identity identity_;
    usecases::ApiKeys api_keys_;
    usecases::Orders orders_;
    usecases::PersonalData personal_data_;
    usecases::AcceptanceClock acceptance_clock_;
    usecases::Notifications notifications_;
    usecases::RecentReports reports_;
    usecases::Statistics statistics_;
    usecases::StreamTickets stream_tickets_;
    realtime::Poll poll_;
    api::StreamParts stream_parts_;
    std::string openapi_;
    http::Router router_;
    std::optional<http::Server> server_;
    std::optional<ControlSocket> control_;
    std::optional<PeriodicTask> trimming_;
    std::optional<PeriodicTask> anonymising_;
    std::optional<PeriodicTask> watching_;
    std::optional<PeriodicTask> accepting_;
    std::optional<PeriodicTask> watching_devices_;
    std::optional<PeriodicTask> announcing_;
    bool has_tls_ = false;
    bool is_running_ = false;
};

}
