// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.hpp"
#include "ports/journal.hpp"
#include "ports/order_clocks.hpp"
#include "ports/store_health.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

#include <chrono>
#include <optional>
#include <vector>

namespace usecases {

/// Reminds of pending orders, escalates and cancels them when their time comes.
///
/// After the server was away (a start, or 15 s without a tick that reached the store) nothing is cancelled for
/// `grace`: people who could not accept get the time to. A tick did not reach a store that takes no writes.
class AcceptanceClock {
public:
    static constexpr std::chrono::seconds away_after{15};

    AcceptanceClock(ports::OrderClocks& clocks, ports::Journal& journal, ports::StoreHealth const& health,
                    ports::Clock const& clock, std::chrono::seconds grace, telemetry::Log& log,
                    telemetry::Registry& registry);

    /// Does what is due and returns after which time to call again. One call at a time.
    base::Task<std::chrono::milliseconds> tick();

private:
    /// False: the store took none of them.
    base::Task<bool> fire(std::vector<domain::OrderId> orders);
    base::Task<base::Result<void>> fire_one(domain::OrderId order);
    void count(domain::OrderId order, ports::Appended const& appended);

    ports::OrderClocks& clocks_;
    ports::Journal& journal_;
    ports::StoreHealth const& health_;
    ports::Clock const& clock_;
    std::chrono::seconds grace_;
    telemetry::Log& log_;
    telemetry::Counter& reminded_;
    telemetry::Counter& escalated_;
    telemetry::Counter& cancelled_;

    std::optional<base::Instant> last_tick_;
    base::Instant no_cancel_before_;
};

}
