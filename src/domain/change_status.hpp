// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/decision.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace domain {

struct ChangeStatus {
    EventId event_id;
    OrderId order_id;
    OrderStatus to = OrderStatus::pending;
    std::optional<OrderStatus> from;          ///< What the caller saw.
    std::optional<std::uint32_t> if_version;  ///< `If-Match`; at least one of the two is there.
    std::optional<Reason> reason;             ///< Required when cancelling.
    std::optional<std::int64_t> preparation_time_minutes;
    std::optional<base::Instant> estimated_ready_time;
    std::optional<std::string> business_notes;
    Actor actor;
    bool by_channel = false;
};

/// `order.status_changed` or `order.cancelled`; settled when it is a repetition; else order_changed, order_moved or
/// no_such_arrow. The order's clock ends with `pending`.
Decision decide(State const& state, ChangeStatus command, base::Instant now);

}
