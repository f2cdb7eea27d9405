// SPDX-License-Identifier: Apache-2.0
#include "app/server/server_process.hpp"

#include "app/operations/operations.hpp"
#include "app/server/docs_routes.hpp"
#include "app/server/own_metrics.hpp"
#include "app/server/totals.hpp"
#include "app/settings/jwt_secret.hpp"
#include "app/settings/tls_files.hpp"
#include "app/version.hpp"
#include "base/instant.hpp"

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include <sys/resource.h>

namespace app {
namespace {

std::size_t core_count(Settings const& settings)
{
    if (settings.cores > 0) return settings.cores;
    return std::max<std::size_t>(1, std::thread::hardware_concurrency());
}

/// Each connection is a descriptor: takes as many as the system gives without asking anybody.
void raise_descriptor_limit(Settings const& settings, telemetry::Log& log)
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < wanted_descriptors(settings.limits.connections))
        log.warning("few_descriptors", {{"limit", limit.rlim_cur}, {"connections", settings.limits.connections}});
}

}

ServerProcess::ServerProcess(Settings const& settings, std::string jwt_secret, telemetry::Log& log,
                             std::function<void(std::string const& reason)> on_fatal)
    : settings_(settings),
      log_(log),
      cores_(core_count(settings)),
      adapters_(settings, std::move(on_fatal), log, registry_),
      hub_(cores_, adapters_.store->log(), adapters_.store->notifications(), registry_, settings.streams),
      // The store has made the folder in which a secret is kept.
      use_cases_(settings, or_cannot_start(token_keys(settings, std::move(jwt_secret))), adapters_, hub_, readiness_,
                 log, registry_),
      streams_(hub_, adapters_, use_cases_),
      openapi_(openapi_document()),
      housekeeping_(last_core(), settings, adapters_, use_cases_, readiness_, log)
{
    raise_descriptor_limit(settings_, log_);
    add_own_metrics(registry_, log_, readiness_);
    add_routes();
    cores_.start();
    hub_.start();
    is_running_ = true;
    housekeeping_.begin();
}

ServerProcess::~ServerProcess() { shut_down(); }

void ServerProcess::listen(std::shared_ptr<http::TlsContext const> tls)
{
    has_tls_ = tls != nullptr;
    if (tls) note_certificate(*tls);
    try {
        server_.emplace(cores_, router_, server_options(std::move(tls)), log_, registry_);
    } catch (std::system_error const& error) {
        throw CannotStart(fmt::format("cannot listen on {} port {}: {}; give another --host or --port", settings_.host,
                                      settings_.port, error.code().message()));
    }
    take_commands();
    housekeeping_.begin_serving();
    log_.info("listening",
              {{"url", url()}, {"port", server_->port()}, {"cores", cores_.count()}, {"version", version()}});
}

http::ServerOptions ServerProcess::server_options(std::shared_ptr<http::TlsContext const> tls) const
{
    telemetry::Tracing const tracing{adapters_.span_sink.get(), static_cast<double>(settings_.trace_percent) / 100};
    return {settings_.host,           settings_.port, settings_.limits, settings_.log_requests,
            settings_.slow_operation, tracing,        settings_.edges,  std::move(tls)};
}

void ServerProcess::take_commands()
{
    auto const answer = [this](std::string request, std::shared_ptr<base::Progress> progress) {
        return answer_command(std::move(request), std::move(progress));
    };
    try {
        control_.emplace(last_core(), settings_.data_dir, answer, log_);
    } catch (std::system_error const& error) {
        throw CannotStart(fmt::format("cannot make the control socket in {}: {}", settings_.data_dir.string(),
                                      error.code().message()));
    }
}

base::Task<std::string> ServerProcess::answer_command(std::string request, std::shared_ptr<base::Progress> progress)
{
    co_return to_wire(co_await run_operation(use_cases_, upkeep(), parse_request(request), std::move(progress)));
}

void ServerProcess::reload_tls()
{
    auto const loaded = load_tls(settings_);
    if (!loaded) return log_.error("tls_not_reloaded", {{"reason", loaded.error().detail}});
    note_certificate(**loaded);
    server_->use(*loaded);
    log_.info("tls_reloaded",
              {{"serial", (*loaded)->serial()}, {"expires", base::format_instant((*loaded)->expires())}});
}

void ServerProcess::note_certificate(http::TlsContext const& tls)
{
    auto const expires = std::chrono::duration_cast<std::chrono::seconds>(tls.expires().time_since_epoch());
    registry_
        .gauge("tls_certificate_expiry_timestamp_seconds",
               "When the certificate of new connections ends, in Unix time.")
        .set(expires.count());
}

void ServerProcess::drain()
{
    log_.info("draining", {{"connections", server_->open_connections()}});
    readiness_.set_draining();
    hub_.drain();
    server_->drain(settings_.drain_timeout);
    shut_down();
    log_totals(log_, registry_);
    log_.info("stopped");
}

void ServerProcess::shut_down()
{
    if (!is_running_) return;
    is_running_ = false;
    // Whoever asks for something stops before whoever answers.
    use_cases_.personal_data.stop();
    control_.reset();
    housekeeping_.stop();
    hub_.stop();
    adapters_.store->stop();
    use_cases_.recent_reports.stop();
    cores_.stop();
}

std::string ServerProcess::url() const
{
    auto const address = boost::asio::ip::make_address(settings_.host);
    auto host = address.is_v6() ? fmt::format("[{}]", settings_.host) : settings_.host;
    if (address.is_unspecified()) host = "localhost";
    return fmt::format("{}://{}:{}", has_tls_ ? "https" : "http", host, server_->port());
}

}
