// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/decision.hpp"
#include "domain/patch.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace domain {

struct DriverPatch {
    Patched<std::string> name, phone, vehicle, tracking_url;
};

/// New values for an order; absent members stay. A driver of whom nothing is left is no driver.
struct OrderPatch {
    std::optional<std::int64_t> preparation_time_minutes;  ///< From now.
    Patched<std::string> business_notes;
    std::optional<PaymentStatus> payment_status;
    Patched<DriverPatch> driver;
};

struct EditOrder {
    EventId event_id;
    OrderId order_id;
    OrderPatch patch;
    std::optional<std::uint32_t> if_version;
    Actor actor;
};

/// `order.updated`, noted in the order's edits; settled when the order has these values already; else order_changed or
/// preparation_over.
Decision decide(State const& state, EditOrder command, base::Instant now);

/// `order.updated` of what the edit made of an order, as its next version; the edit is noted among the last
/// `kept_edits`.
Event order_updated(Business const& business, LogState const& log, Order after, EventId event_id, Edit edit);

}
