// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/principal.hpp"
#include "ports/clock.hpp"
#include "realtime/hub.hpp"
#include "usecases/access.hpp"
#include "usecases/orders.hpp"
#include "usecases/rate_limits.hpp"

#include <chrono>
#include <optional>

namespace api {

/// What an open stream needs; all outlive it.
struct StreamParts {
    usecases::Access& access;
    usecases::Orders& orders;
    realtime::Hub& hub;
    ports::Clock const& clock;
    usecases::RateLimits& limits;
};

/// How long the caller's credential is still good; nothing: for ever.
std::optional<std::chrono::milliseconds> expires_in(domain::Principal const& caller, base::Instant now);

/// Below the heartbeat, so that pings spread.
std::chrono::milliseconds random_first_ping(realtime::Limits const& limits);

/// The setting give or take a quarter, so that devices that came together do not come back together.
std::chrono::milliseconds random_max_age(realtime::Limits const& limits);

}
