// SPDX-License-Identifier: Apache-2.0
#include "app/wiring/use_cases.hpp"

#include "app/settings/mail_settings.hpp"

namespace app {

UseCases::UseCases(Settings const& settings, std::vector<usecases::AccessTokens::Key> const& token_keys,
                   Adapters& adapters, ports::Presence& presence, telemetry::Readiness const& readiness,
                   telemetry::Log& log, telemetry::Registry& registry)
    : access_tokens(token_keys, settings.access_token_lifetime_s),
      refresh_tokens(token_keys),
      access(adapters.store->users(), adapters.store->businesses(), adapters.store->sessions(), *adapters.api_keys,
             access_tokens, *adapters.clock),
      rate_limits(*adapters.rate_counter, settings.rate, registry),
      links(*adapters.mailer, public_url(settings), without_mail(settings), log),

      device_watch(adapters.store->businesses(), adapters.store->memberships(), links, *adapters.time_zones,
                   *adapters.clock, presence, settings.no_device_after, log, registry),
      businesses(adapters.store->businesses(), adapters.store->journal(), access, *adapters.time_zones, *adapters.clock,
                 settings.business_approval, device_watch),
      platform(adapters.store->businesses(), adapters.store->journal(), access, *adapters.clock),
      memberships(adapters.store->memberships(), adapters.store->businesses(), access, links, *adapters.clock),

      sessions(adapters.store->sessions(), adapters.store->users(), access_tokens, refresh_tokens,
               settings.refresh_grace, *adapters.clock, log),
      passwords(adapters.store->credentials(), adapters.store->users(), *adapters.hasher, links, *adapters.clock, log),
      identity(adapters.store->users(), *adapters.hasher, businesses, sessions, passwords, *adapters.clock),
      accounts(adapters.store->users(), adapters.store->sessions(), adapters.store->credentials(), *adapters.hasher),
      api_keys(*adapters.api_keys, access, *adapters.clock),

      orders(adapters.store->journal(), adapters.store->orders(), adapters.store->sightings(), access, *adapters.clock,
             registry),
      acceptance_clock(adapters.store->clocks(), adapters.store->journal(), adapters.store->health(), *adapters.clock,
                       settings.acceptance_grace, log, registry),
      notifications(adapters.store->notifications(), adapters.store->journal(), access, *adapters.clock),
      personal_data(adapters.store->personal_data(), adapters.store->journal(), access,
                    settings.personal_data_retention, *adapters.clock, log, registry),
      recent_reports(adapters.store->reports(), *adapters.clock),
      statistics(recent_reports, adapters.store->businesses(), *adapters.time_zones, access, *adapters.clock),

      snapshots(adapters.store->orders(), access),
      stream_tickets(adapters.store->tickets(), access, *adapters.clock),
      device_roster(presence, adapters.store->log(), adapters.store->sessions(), access, *adapters.clock),

      service_health(adapters.store->log(), *adapters.mailer, readiness, *adapters.clock),
      log_metrics(adapters.store->clocks(), *adapters.clock, registry)
{
    adapters.store->feed().add(log_metrics);
}

}
