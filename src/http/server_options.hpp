// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/edges.hpp"
#include "http/limits.hpp"
#include "telemetry/trace.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace http {

class TlsContext;

struct ServerOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;  ///< 0: any free one.
    Limits limits = {};
    bool log_requests = true;
    std::chrono::seconds slow_operation{1};  ///< An answer that takes us longer is a warning in the log.
    telemetry::Tracing tracing = {};
    Edges edges = {};
    std::shared_ptr<TlsContext const> tls = {};  ///< Null: plain HTTP.
};

}
