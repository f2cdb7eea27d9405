// SPDX-License-Identifier: Apache-2.0
#include "usecases/service_health.hpp"

namespace usecases {

using SteadyClock = std::chrono::steady_clock;

ServiceHealth::ServiceHealth(ports::EventLog& log, ports::Mailer const& mailer, telemetry::Readiness const& readiness,
                             ports::Clock const& clock)
    : log_(log), mailer_(mailer), readiness_(readiness), clock_(clock)
{
}

base::Task<ServiceHealth::Health> ServiceHealth::look()
{
    Health health;
    health.store = co_await look_at_store();
    health.mail = look_at_mail();
    health.at = clock_.now();
    health.is_draining = readiness_.draining();
    health.is_healthy = health.store.is_healthy && !health.is_draining;
    health.status = !health.is_healthy ? "unavailable" : health.mail.is_healthy ? "ok" : "degraded";
    co_return health;
}

base::Task<ServiceHealth::Service> ServiceHealth::look_at_store()
{
    auto const begin = SteadyClock::now();
    // There is no such business: what counts is that the store says so.
    auto const answer = co_await log_.position(domain::BusinessId{});
    auto const took = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - begin);
    bool const is_read = answer || answer.error().kind == base::FailureKind::not_found;
    bool const is_healthy = is_read && readiness_.store();
    co_return Service{is_healthy, is_healthy ? "ok" : is_read ? "read_only" : "unavailable", took};
}

ServiceHealth::Service ServiceHealth::look_at_mail() const
{
    if (!mailer_.is_configured()) return {true, "not_configured"};
    auto const last = mailer_.last_attempt();
    if (!last) return {true, "not_used_yet"};
    return {last->was_taken, last->was_taken ? "ok" : "failing", last->took};
}

}
