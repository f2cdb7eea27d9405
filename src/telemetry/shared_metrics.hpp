// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "telemetry/metrics.hpp"

#include <string_view>

namespace telemetry {

/// How often a limit bit, whoever keeps it. `limit`: the setting's name.
Counter& limit_counter(Registry& registry, std::string_view limit);

/// Operations that took longer than the setting `slow_operation`.
Counter& slow_counter(Registry& registry, std::string_view operation);

}
