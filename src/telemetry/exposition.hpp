// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "telemetry/metrics.hpp"

#include <string>
#include <string_view>

namespace telemetry {

inline constexpr std::string_view exposition_type = "text/plain; version=0.0.4; charset=utf-8";

/// Every metric in Prometheus's text format 0.0.4. This is the one place that puts `order_receiver_` before a name.
/// Reads what `Registry::collect` left.
std::string exposition(Registry const& registry);

}
