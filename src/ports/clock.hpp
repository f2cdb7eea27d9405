// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"

namespace ports {

/// Tells the time; tests set it. Any thread.
class Clock {
public:
    virtual ~Clock() = default;
    virtual base::Instant now() const = 0;
};

}
