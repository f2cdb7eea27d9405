// SPDX-License-Identifier: Apache-2.0
#include "app/wiring/adapters.hpp"

#include "adapters/argon2/argon2.hpp"
#include "adapters/local/local.hpp"
#include "adapters/otlp/otlp.hpp"
#include "adapters/smtp/smtp.hpp"
#include "app/version.hpp"
#include "app/wiring/cannot_start.hpp"

namespace app {
namespace {

std::unique_ptr<telemetry::SpanSink> open_span_sink(Settings const& settings, telemetry::Log& log,
                                                    telemetry::Registry& registry)
{
    if (settings.otlp_endpoint.empty()) return nullptr;
    return adapters::otlp::open_otlp_exporter({.endpoint = settings.otlp_endpoint,
                                               .headers = *adapters::otlp::parse_headers(settings.otlp_headers),
                                               .service_version = std::string(version()),
                                               .queue = settings.trace_queue},
                                              log, registry);
}

adapters::sqlite::Synchronous to_sqlite(Synchronous synchronous)
{
    return synchronous == Synchronous::full ? adapters::sqlite::Synchronous::full
                                            : adapters::sqlite::Synchronous::normal;
}

adapters::sqlite::Options store_options(Settings const& settings,
                                        std::function<void(std::string const& reason)> on_fatal)
{
    auto const& store = settings.store;
    return {.directory = settings.data_dir,
            .synchronous = to_sqlite(store.synchronous),
            .queue_limit = store.write_queue,
            .batch_limit = store.write_batch,
            .checkpoint_pages = store.checkpoint_pages,
            .readers = store.read_connections,
            .report_threads = store.report_threads,
            .report_queue = store.report_queue,
            .slow_operation = settings.slow_operation,
            .order_bytes = store.order_bytes,
            .for_import = store.for_import,
            .version = std::string(version()),
            .on_fatal = std::move(on_fatal)};
}

}

Adapters::Adapters(Settings const& settings, std::function<void(std::string const& reason)> on_fatal,
                   telemetry::Log& log, telemetry::Registry& registry)
    : span_sink(open_span_sink(settings, log, registry)),
      clock(adapters::local::make_system_clock()),
      time_zones(adapters::local::make_time_zones()),
      store(or_cannot_start(adapters::sqlite::open_sqlite_store(store_options(settings, std::move(on_fatal)), *clock,
                                                                *time_zones, log, registry))),
      api_keys(adapters::local::make_cached_api_keys(store->api_keys(), store->feed(), *clock)),
      hasher(adapters::argon2::open_argon2_hasher(
          {.threads = settings.password_threads, .queue = settings.password_queue}, &registry)),
      mailer(adapters::smtp::open_smtp_mailer(settings.mail, *clock, log, registry)),
      rate_counter(adapters::local::make_rate_counter(settings.rate_entries, *clock, registry))
{
}

}
