// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/decision.hpp"

#include <string>

namespace domain {

/// Ids are made by the caller, so that a retry after an unknown outcome is recognised.
struct PlaceOrder {
    OrderId id;
    EventId event_id;
    BusinessId business_id;
    OrderContent content;
    Actor actor;
    std::string idempotency_key;  ///< Unquoted, 1–255 bytes. Its scope is (actor.credential, business).
    base::Bytes32 fingerprint;    ///< forms::fingerprint(content)
};

/// Checks in this order: the key, (channel, external_id), then whether the business is approved and takes orders.
/// `order.created` with the next number and a running clock; settled when it was placed before; else why not.
Decision decide(State const& state, PlaceOrder command, base::Instant now);

}
