// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/protocol/service.hpp"

#include <chrono>
#include <cstddef>
#include <string_view>

namespace http {

/// A request that is answered, as metrics, log and trace tell of it.
struct RequestRecord {
    Request const& request;
    Route const* route;
    Status status;
    std::size_t body_bytes;               ///< Of the answer.
    bool has_waited;                      ///< The answer, for something to happen: not counted among the durations.
    bool is_http_1_1;
    std::chrono::nanoseconds duration;    ///< From the first byte of the request to the last of the answer.
    std::chrono::nanoseconds ours;        ///< From the last byte of the request to the first of the answer.
    std::string_view peer;
    telemetry::RequestTrace const* trace;  ///< Null: in none.
    WallTime end;
};

void record_request(Service& service, RequestRecord const& record);

}
