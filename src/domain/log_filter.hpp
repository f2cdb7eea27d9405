// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ids.hpp"

#include <optional>

namespace domain {

/// Which events of a log a reader gets: all, or those about the orders that one API key posted.
struct LogFilter {
    std::optional<ApiKeyId> channel = {};

    bool takes_all() const { return !channel; }
    bool takes(std::optional<ApiKeyId> const& of) const { return !channel || of == channel; }
};

}
