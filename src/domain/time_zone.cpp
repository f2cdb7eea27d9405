// SPDX-License-Identifier: Apache-2.0
#include "domain/time_zone.hpp"

namespace domain {

namespace {

class Utc final : public TimeZone {
public:
    LocalTime to_local(base::Instant instant) const override { return LocalTime(instant.time_since_epoch()); }
    base::Instant to_instant(LocalTime local) const override { return base::Instant(local.time_since_epoch()); }
};

}

TimeZone const& utc()
{
    static Utc const zone;
    return zone;
}

}
