// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace telemetry {

/// What the kernel says of this process, in Prometheus's text format, under the names that every Prometheus client
/// uses (`process_…`). What cannot be read is left out.
std::string process_metrics();

}
