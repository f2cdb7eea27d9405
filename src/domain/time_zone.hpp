// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"

#include <chrono>

namespace domain {

/// What the clocks on a wall show, without a zone.
using LocalTime = std::chrono::local_time<std::chrono::microseconds>;

/// The rules of one time zone. Pure: the same question has the same answer; any thread.
class TimeZone {
public:
    virtual ~TimeZone() = default;

    virtual LocalTime to_local(base::Instant instant) const = 0;

    /// The first instant at which the clocks show `local`; when they never do (clocks put forward), the instant of
    /// the change.
    virtual base::Instant to_instant(LocalTime local) const = 0;
};

/// UTC, also for whoever has no zone to give.
TimeZone const& utc();

}
