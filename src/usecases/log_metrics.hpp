// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.hpp"
#include "ports/order_clocks.hpp"
#include "ports/store_feed.hpp"
#include "telemetry/metrics.hpp"

#include <vector>

namespace usecases {

/// What is committed and what waits for somebody, as numbers, whatever the store. Hears commits on the store's thread.
class LogMetrics final : public ports::CommitListener {
public:
    /// All of them outlive the last collection.
    LogMetrics(ports::OrderClocks const& clocks, ports::Clock const& clock, telemetry::Registry& registry);

    void committed(std::span<Committed const> events) override;

private:
    std::vector<telemetry::Counter*> events_;  ///< By EventType.
};

}
