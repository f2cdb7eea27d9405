// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/open_sqlite_store.hpp"
#include "app/settings/settings.hpp"
#include "app/wiring/upkeep.hpp"
#include "ports/api_key_store.hpp"
#include "ports/clock.hpp"
#include "ports/mailer.hpp"
#include "ports/password_hasher.hpp"
#include "ports/rate_counter.hpp"
#include "ports/time_zones.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"
#include "telemetry/trace.hpp"

#include <functional>
#include <memory>
#include <string>

namespace app {

/// What a server needs from outside: here the concrete adapters are chosen, and nowhere else in what serves.
/// Log and registry outlive it, and so do the cores on which its coroutines run.
struct Adapters {
    /// Opens and migrates the store. `on_fatal` is called from the store's thread when the process must not go on.
    /// Throws CannotStart.
    Adapters(Settings const& settings, std::function<void(std::string const& reason)> on_fatal, telemetry::Log& log,
             telemetry::Registry& registry);

    Upkeep upkeep() { return {store->verifier(), store->backups(), store->archive()}; }

    std::unique_ptr<telemetry::SpanSink> span_sink;  ///< Null: no spans are exported.
    std::unique_ptr<ports::Clock> clock;
    std::unique_ptr<ports::TimeZones> time_zones;
    std::unique_ptr<adapters::sqlite::Store> store;  ///< Asks clock and time zones until its end.
    std::unique_ptr<ports::ApiKeyStore> api_keys;  ///< The store's, kept in memory.
    std::unique_ptr<ports::PasswordHasher> hasher;
    std::unique_ptr<ports::Mailer> mailer;
    std::unique_ptr<ports::RateCounter> rate_counter;
};

}
