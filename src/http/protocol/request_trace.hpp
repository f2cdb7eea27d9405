// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"
#include "telemetry/trace.hpp"

#include <memory>
#include <vector>

namespace http {

/// The request's place in the trace that its caller began, or in a new one; null when it is in none. More than one
/// `traceparent` counts as none.
std::unique_ptr<telemetry::RequestTrace> join_trace(telemetry::Tracing const& tracing,
                                                    std::vector<Header> const& headers);

}
