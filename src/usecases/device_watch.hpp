// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/business.hpp"
#include "ports/business_store.hpp"
#include "ports/clock.hpp"
#include "ports/membership_store.hpp"
#include "ports/presence.hpp"
#include "ports/time_zones.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"
#include "usecases/links.hpp"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace usecases {

/// Notices businesses that take orders while no device listens for `patience`: nobody would hear of an order.
/// Each such outage is one warning in the log, one mail to each owner and a line when it is over;
/// `businesses_without_device` says how many there are.
class DeviceWatch {
public:
    DeviceWatch(ports::BusinessStore& businesses, ports::MembershipStore& members, Links& links,
                ports::TimeZones const& time_zones, ports::Clock const& clock, ports::Presence const& presence,
                std::chrono::seconds patience, telemetry::Log& log, telemetry::Registry& registry);

    /// Looks at the next few businesses and returns after which time to call again. One call at a time.
    base::Task<std::chrono::milliseconds> tick();

    /// Any thread.
    bool has_no_device(domain::BusinessId business) const;

private:
    struct Quiet {
        base::Instant since;
        bool is_told = false;
        std::uint64_t round = 0;  ///< In which the business was looked at last.
    };

    /// True when the outage is old enough to be told, and was not.
    bool begins_outage(domain::Business const& business, base::Instant now);
    base::Task<void> tell(domain::Business const& business);
    void finish_round();

    ports::BusinessStore& businesses_;
    ports::MembershipStore& members_;
    Links& links_;
    ports::TimeZones const& time_zones_;
    ports::Clock const& clock_;
    ports::Presence const& presence_;
    std::chrono::seconds patience_;
    telemetry::Log& log_;
    telemetry::Gauge& without_device_;

    std::optional<std::string> cursor_;
    std::uint64_t round_ = 1;
    mutable std::mutex mutex_;  ///< Guards `quiet_`.
    std::unordered_map<domain::BusinessId, Quiet> quiet_;
};

}
