// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/time_zone.hpp"

#include <string_view>

namespace ports {

/// Knows the time zones of the IANA database. Any thread.
class TimeZones {
public:
    virtual ~TimeZones() = default;

    /// Whether `name` is a zone, spelled exactly ("Asia/Baghdad"). "UTC" always is.
    virtual bool exists(std::string_view name) const = 0;

    /// The zone of that name, which lives as long as this; UTC for names that do not exist (any more).
    virtual domain::TimeZone const& find(std::string_view name) const = 0;
};

}
