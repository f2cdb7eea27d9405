// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "telemetry/trace.hpp"

#include <span>
#include <string>
#include <string_view>

namespace adapters::otlp {

/// The ExportTraceServiceRequest of these spans in OTLP's JSON form: ids in hex, 64 bit numbers as strings.
std::string to_json(std::span<telemetry::Span const> spans, std::string_view service_version,
                    std::string_view instance);

}
