// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "telemetry/metrics.hpp"

#include <string>

namespace api {

/// The requests in short, as JSON: `requests_total`, `errors_total` (answers from 500 on), `active_connections`, and
/// for each endpoint that was asked `requests`, `errors`, `avg_duration`, `p95_duration` (seconds, estimated from the
/// histogram's buckets). All since the start of the process.
std::string metrics_summary(telemetry::Registry const& registry);

}
