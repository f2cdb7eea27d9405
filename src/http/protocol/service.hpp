// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/edges.hpp"
#include "http/limits.hpp"
#include "http/protocol/request_metrics.hpp"
#include "http/router.hpp"
#include "http/server_options.hpp"
#include "http/time.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"
#include "telemetry/trace.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace http {

/// What the connections of one core serve and by which rules, and where they count and log. No I/O, no clock: the
/// owner brings the time, again and again. One thread.
///
/// Once `is_cut()`, nothing outside of it (router, log, registry) may be touched any more.
class Service {
public:
    /// `router`, `log` and `registry` are there until `cut`.
    Service(ServerOptions const& options, Router const& router, telemetry::Log& log, telemetry::Registry& registry);

    Limits const& limits() const { return limits_; }
    Edges const& edges() const { return edges_; }
    Router const& router() const { return router_; }
    telemetry::Log& log() { return log_; }
    bool logs_requests() const { return logs_requests_; }
    telemetry::Tracing const& tracing() const { return tracing_; }
    std::chrono::nanoseconds slow_operation() const { return slow_operation_; }
    RequestMetrics& metrics() { return metrics_; }

    /// Both clocks as they are now; to be called several times a second.
    void tick(SteadyTime now, WallTime wall);

    WallTime wall(SteadyTime now) const
    {
        return wall_ + std::chrono::duration_cast<WallTime::duration>(now - ticked_);
    }

    /// `Date: …` line of this second (RFC 9110 §6.6.1), with CR LF.
    std::string_view date_line() const { return date_line_; }

    void drain() { is_draining_ = true; }
    void cut() { is_cut_ = true; }
    bool is_draining() const { return is_draining_; }
    bool is_cut() const { return is_cut_; }

    /// For an answer on its way; only until the caller waits, for the next one uses it too.
    std::string& output_scratch() { return output_scratch_; }

private:
    Router const& router_;
    telemetry::Log& log_;
    Limits limits_;
    Edges edges_;
    bool logs_requests_;
    std::chrono::nanoseconds slow_operation_;
    telemetry::Tracing tracing_;
    RequestMetrics metrics_;
    SteadyTime ticked_;
    WallTime wall_;
    std::string date_line_;
    std::string output_scratch_;
    bool is_draining_ = false;
    bool is_cut_ = false;
};

}
