// SPDX-License-Identifier: Apache-2.0
#include "http/protocol/request_trace.hpp"

#include "base/text.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace http {

std::unique_ptr<telemetry::RequestTrace> join_trace(telemetry::Tracing const& tracing,
                                                    std::vector<Header> const& headers)
{
    std::optional<std::string_view> parent;
    std::string states;
    bool is_one = true;
    for (auto const& header : headers) {
        // Cheap, for this is asked of every header of every request.
        if (header.name.size() < 10 || (header.name[0] | 0x20) != 't') continue;
        if (base::equals_ignoring_case(header.name, "traceparent")) {
            is_one = !parent;
            parent = base::trim(header.value);
        } else if (base::equals_ignoring_case(header.name, "tracestate")) {
            states.append(states.empty() ? "" : ",").append(header.value);
        }
    }
    if (!is_one || (parent && !telemetry::parse_traceparent(*parent))) parent.reset();
    if (!parent && !tracing.sink) return nullptr;
    return std::make_unique<telemetry::RequestTrace>(telemetry::begin_trace(tracing, parent, states));
}

}
