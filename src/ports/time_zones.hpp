// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace ports {

/// Knows the time zones of the IANA database. Any thread.
class TimeZones {
public:
    virtual ~TimeZones() = default;

    /// Whether `name` is a zone, spelled exactly ("Asia/Baghdad"). "UTC" always is.
    virtual bool exists(std::string_view name) const = 0;
};

}
