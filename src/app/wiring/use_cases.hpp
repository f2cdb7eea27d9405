// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings/settings.hpp"
#include "app/wiring/adapters.hpp"
#include "ports/presence.hpp"
#include "telemetry/health.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"
#include "usecases/acceptance_clock.hpp"
#include "usecases/access.hpp"
#include "usecases/access_token.hpp"
#include "usecases/accounts.hpp"
#include "usecases/api_keys.hpp"
#include "usecases/businesses.hpp"
#include "usecases/device_roster.hpp"
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
#include "usecases/refresh_token.hpp"
#include "usecases/service_health.hpp"
#include "usecases/sessions.hpp"
#include "usecases/snapshots.hpp"
#include "usecases/statistics.hpp"
#include "usecases/stream_tickets.hpp"

#include <vector>

namespace app {

/// Everything that can be asked of a server, each use case after those that it asks itself.
/// What it is made of outlives it.
struct UseCases {
    /// The first of `token_keys` signs.
    UseCases(Settings const& settings, std::vector<usecases::AccessTokens::Key> const& token_keys, Adapters& adapters,
             ports::Presence& presence, telemetry::Readiness const& readiness, telemetry::Log& log,
             telemetry::Registry& registry);

    // Who is it, and may they?
    usecases::AccessTokens access_tokens;
    usecases::RefreshTokens refresh_tokens;
    usecases::Access access;
    usecases::RateLimits rate_limits;
    usecases::Links links;

    // Businesses. The watch comes first: a business tells whether a device listens to it.
    usecases::DeviceWatch device_watch;
    usecases::Businesses businesses;
    usecases::Platform platform;
    usecases::Memberships memberships;

    // People. Whoever signs up opens a business and a session, and is mailed a link.
    usecases::Sessions sessions;
    usecases::Passwords passwords;
    usecases::Identity identity;
    usecases::Accounts accounts;
    usecases::ApiKeys api_keys;

    // Orders, and what is made of them.
    usecases::Orders orders;
    usecases::AcceptanceClock acceptance_clock;
    usecases::Notifications notifications;
    usecases::PersonalData personal_data;
    usecases::RecentReports recent_reports;
    usecases::Statistics statistics;

    // Devices at the counter.
    usecases::Snapshots snapshots;
    usecases::StreamTickets stream_tickets;
    usecases::DeviceRoster device_roster;

    // For the operator. The numbers are of what the store tells, so they hear it.
    usecases::ServiceHealth service_health;
    usecases::LogMetrics log_metrics;
};

}
