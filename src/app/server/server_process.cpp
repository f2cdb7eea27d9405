// SPDX-License-Identifier: Apache-2.0
#include "app/server/server_process.hpp"

#include "adapters/argon2/argon2.hpp"
#include "adapters/local/local.hpp"
#include "adapters/smtp/smtp.hpp"
#include "api/resources/api_key_routes.hpp"
#include "api/resources/business_routes.hpp"
#include "api/resources/device_routes.hpp"
#include "api/resources/health_routes.hpp"
#include "api/resources/identity_routes.hpp"
#include "api/resources/membership_routes.hpp"
#include "api/resources/notification_routes.hpp"
#include "api/resources/observation_routes.hpp"
#include "api/resources/order_routes.hpp"
#include "api/resources/password_routes.hpp"
#include "api/resources/platform_routes.hpp"
#include "api/resources/session_routes.hpp"
#include "api/resources/statistics_routes.hpp"
#include "api/streams/stream_events.hpp"
#include "api/streams/stream_poll.hpp"
#include "api/streams/stream_snapshot.hpp"
#include "api/streams/stream_socket.hpp"
#include "app/operations/operations.hpp"
#include "app/server/docs_routes.hpp"
#include "app/server/observation.hpp"
#include "app/server/page_routes.hpp"
#include "app/server/totals.hpp"
#include "app/settings/jwt_secret.hpp"
#include "app/settings/mail_settings.hpp"
#include "app/version.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/use_future.hpp>
#include <fmt/format.h>

#include <sys/resource.h>

namespace app {
namespace {

constexpr std::chrono::minutes trim_interval{5};

template <typename T>
T or_cannot_start(base::Result<T> result)
{
    if (!result) throw CannotStart(result.error().detail);
    return std::move(*result);
}

std::size_t core_count(Settings const& settings)
{
    if (settings.cores > 0) return settings.cores;
    return std::max<std::size_t>(1, std::thread::hardware_concurrency());
}

adapters::sqlite::Options store_options(Settings const& settings,
                                        std::function<void(std::string const& reason)> on_fatal)
{
    auto options = settings.store;
    options.directory = settings.data_dir;
    options.version = version();
    options.on_fatal = std::move(on_fatal);
    options.slow_operation = settings.slow_operation;
    return options;
}

/// The first signs.
std::vector<usecases::AccessTokens::Key> token_keys(Settings const& settings, std::string secret)
{
    if (secret.empty()) secret = or_cannot_start(kept_jwt_secret(settings.data_dir));
    std::vector keys{signing_key(secret)};
    if (!settings.jwt_secret_previous.empty() && settings.jwt_secret_previous != secret)
        keys.push_back(signing_key(settings.jwt_secret_previous));
    return keys;
}

/// Each connection is a descriptor: takes as many as the system gives without asking anybody.
void raise_descriptor_limit(Settings const& settings, telemetry::Log& log)
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    constexpr rlim_t other_files = 64;
    if (limit.rlim_cur < settings.limits.connections + other_files)
        log.warning("few_descriptors", {{"limit", limit.rlim_cur}, {"connections", settings.limits.connections}});
}

}

ServerProcess::ServerProcess(Settings const& settings, std::string jwt_secret, telemetry::Log& log,
                             std::function<void(std::string const& reason)> on_fatal)
    : settings_(settings),
      log_(log),
      span_sink_(open_span_sink(settings, log, registry_)),
      cores_(core_count(settings)),
      clock_(adapters::local::make_system_clock()),
      time_zones_(adapters::local::make_time_zones()),
      store_(or_cannot_start(adapters::sqlite::open_sqlite_store(store_options(settings, std::move(on_fatal)), *clock_,
                                                                 *time_zones_, log, registry_))),
      cached_api_keys_(adapters::local::make_cached_api_keys(store_->api_keys(), store_->feed(), *clock_)),
      log_metrics_(store_->clocks(), *clock_, registry_),
      hub_(cores_, store_->log(), store_->notifications(), registry_, settings.streams),
      hasher_(adapters::argon2::open_argon2_hasher(
          {.threads = settings.password_threads, .queue = settings.password_queue}, &registry_)),
      mailer_(adapters::smtp::open_smtp_mailer(settings.mail, *clock_, log_, registry_)),
      links_(*mailer_, public_url(settings), without_mail(settings), log_),
      token_keys_(token_keys(settings, std::move(jwt_secret))),
      tokens_(token_keys_, settings.access_token_lifetime_s),
      refresh_tokens_(token_keys_),
      rate_counter_(adapters::local::make_rate_counter(settings.rate_entries, *clock_, registry_)),
      limits_(*rate_counter_, settings.rate, registry_),
      access_(store_->users(), store_->businesses(), store_->sessions(), *cached_api_keys_, tokens_, *clock_),
      device_watch_(
          store_->businesses(), store_->memberships(), links_, *time_zones_, *clock_,
          [this](domain::BusinessId business) { return hub_.listening(business); }, settings.no_device_after, log_,
          registry_),
      businesses_(store_->businesses(), store_->journal(), access_, *time_zones_, *clock_, settings.business_approval,
                  device_watch_),
      sessions_(store_->sessions(), store_->users(), tokens_, refresh_tokens_, settings.refresh_grace, *clock_, log_),
      platform_(store_->businesses(), store_->journal(), access_, *clock_),
      accounts_(store_->users(), store_->sessions(), store_->credentials(), *hasher_),
      memberships_(store_->memberships(), store_->businesses(), access_, links_, *clock_),
      passwords_(store_->credentials(), store_->users(), *hasher_, links_, *clock_, log_),
      identity_(store_->users(), *hasher_, businesses_, sessions_, passwords_, *clock_),
      api_keys_(*cached_api_keys_, access_, *clock_),
      orders_(store_->journal(), store_->orders(), store_->sightings(), access_, *clock_, registry_),
      personal_data_(store_->personal_data(), store_->journal(), access_, settings.personal_data_retention, *clock_,
                     log_, registry_),
      acceptance_clock_(store_->clocks(), store_->journal(), *clock_, settings.acceptance_grace, log_, registry_),
      notifications_(store_->notifications(), store_->journal(), access_, *clock_),
      reports_(store_->reports(), *clock_),
      statistics_(reports_, store_->businesses(), *time_zones_, access_, *clock_),
      stream_tickets_(store_->tickets(), access_, *clock_),
      snapshots_(store_->orders(), access_),
      device_roster_(hub_, store_->log(), store_->sessions(), access_, *clock_),
      service_health_(store_->log(), *mailer_, readiness_, *clock_),
      poll_(access_, store_->log(), store_->notifications(), hub_),
      stream_parts_{access_, orders_, hub_, *clock_, limits_},
      openapi_(openapi_document())
{
    raise_descriptor_limit(settings_, log_);
    add_own_metrics(registry_, log_, readiness_);
    add_routes();
    auto& feed = store_->feed();
    feed.add(static_cast<ports::CommitListener&>(log_metrics_));
    feed.add(static_cast<ports::CommitListener&>(hub_));
    feed.add(static_cast<ports::RevocationListener&>(hub_));
    feed.add(static_cast<ports::MarkListener&>(hub_));
    feed.add(static_cast<ports::RewriteListener&>(hub_));
    cores_.start();
    hub_.start();
    is_running_ = true;
    start_housekeeping();
}

telemetry::Tracing ServerProcess::tracing() const
{
    return {span_sink_.get(), static_cast<double>(settings_.trace_percent) / 100};
}

ServerProcess::~ServerProcess() { shut_down(); }

void ServerProcess::add_routes()
{
    auto const add = [this](std::vector<api::Route> routes) {
        api::add_routes(router_, access_, limits_, std::move(routes));
    };
    add(api::health_routes(readiness_));
    add(api::observation_routes(
        {registry_, service_health_, router_, settings_.metrics_token, std::string(version())}));
    add(api::identity_routes(identity_, businesses_));
    add(api::session_routes(identity_, sessions_, limits_));
    add(api::password_routes(passwords_, limits_));
    add(api::business_routes(businesses_));
    add(api::platform_routes(platform_, businesses_));
    add(api::membership_routes(memberships_));
    add(api::api_key_routes(api_keys_));
    add(api::order_routes(orders_, hub_));
    add(api::statistics_routes(statistics_));
    add(api::stream_poll_routes(poll_));
    add(api::notification_routes(notifications_));
    add(api::stream_snapshot_routes(snapshots_));
    add(api::stream_socket_routes(stream_parts_));
    add(api::stream_events_routes(stream_parts_, stream_tickets_));
    add(api::device_routes(device_roster_));
    add(page_routes());
    if (shows_docs(settings_)) add(docs_routes(openapi_));
    api::add_fallback(router_, access_, limits_);
}

void ServerProcess::listen(std::shared_ptr<http::TlsContext const> tls)
{
    has_tls_ = tls != nullptr;
    if (tls) note_certificate(*tls);
    try {
        server_.emplace(cores_, router_,
                        http::ServerOptions{settings_.host, settings_.port, settings_.limits, settings_.log_requests,
                                            settings_.slow_operation, tracing(), settings_.edges, std::move(tls)},
                        log_, registry_);
    } catch (std::system_error const& error) {
        throw CannotStart(fmt::format("cannot listen on {} port {}: {}; give another --host or --port", settings_.host,
                                      settings_.port, error.code().message()));
    }
    take_commands();
    // The disk may be full already.
    boost::asio::co_spawn(cores_.context(0), store_->health().probe(), boost::asio::use_future).get();
    readiness_.set_store(store_->health().is_writable());
    // Not before people can accept.
    accepting_.emplace(
        cores_.context(cores_.count() - 1), "acceptance_clock", std::chrono::milliseconds(0),
        [this] { return acceptance_clock_.tick(); }, log_);
    anonymising_.emplace(
        cores_.context(cores_.count() - 1), "anonymise_orders", std::chrono::seconds(1),
        [this] { return personal_data_.tick(); }, log_);
    watching_devices_.emplace(
        cores_.context(cores_.count() - 1), "device_watch", std::chrono::milliseconds(0),
        [this] { return device_watch_.tick(); }, log_);
    announcing_.emplace(
        cores_.context(cores_.count() - 1), "announce_intake", std::chrono::milliseconds(0),
        [this] { return businesses_.announce_intake(); }, log_);
    log_.info("listening",
              {{"url", url()}, {"port", server_->port()}, {"cores", cores_.count()}, {"version", version()}});
}

void ServerProcess::take_commands()
{
    auto const answer = [this](std::string request,
                               std::shared_ptr<base::Progress> progress) -> base::Task<std::string> {
        co_return to_wire(co_await run_operation(*this, parse_request(request), std::move(progress)));
    };
    try {
        control_.emplace(cores_.context(cores_.count() - 1), settings_.data_dir, answer, log_);
    } catch (std::system_error const& error) {
        throw CannotStart(fmt::format("cannot make the control socket in {}: {}", settings_.data_dir.string(),
                                      error.code().message()));
    }
}

void ServerProcess::use(std::shared_ptr<http::TlsContext const> tls)
{
    note_certificate(*tls);
    server_->use(std::move(tls));
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
    personal_data_.stop();
    control_.reset();
    trimming_.reset();
    anonymising_.reset();
    watching_.reset();
    accepting_.reset();
    watching_devices_.reset();
    announcing_.reset();
    hub_.stop();
    store_->stop();
    reports_.stop();
    cores_.stop();
}

std::string ServerProcess::url() const
{
    auto const address = boost::asio::ip::make_address(settings_.host);
    auto host = address.is_v6() ? fmt::format("[{}]", settings_.host) : settings_.host;
    if (address.is_unspecified()) host = "localhost";
    return fmt::format("{}://{}:{}", has_tls_ ? "https" : "http", host, server_->port());
}

void ServerProcess::start_housekeeping()
{
    using std::chrono::milliseconds;
    auto& core = cores_.context(cores_.count() - 1);
    trimming_.emplace(core, "trim_log", std::chrono::minutes(1), [this] { return trim_log(); }, log_);
    watching_.emplace(core, "watch_store", std::chrono::seconds(1), [this] { return watch_store(); }, log_);
}

base::Task<std::chrono::milliseconds> ServerProcess::trim_log()
{
    auto const before = clock_->now() - settings_.retention;
    auto const dropped = co_await store_->log().trim(before);
    if (!dropped) log_.warning("trim_failed", {{"code", dropped.error().code}});
    co_return trim_interval;
}

base::Task<std::chrono::milliseconds> ServerProcess::watch_store()
{
    // Without requests nothing would be committed, and a store that works again would not be noticed.
    if (!store_->health().is_writable()) co_await store_->health().probe();
    auto const is_writable = store_->health().is_writable();
    if (is_writable != readiness_.store()) log_.warning("store_readiness", {{"writable", is_writable}});
    readiness_.set_store(is_writable);
    co_return std::chrono::seconds(1);
}

}
