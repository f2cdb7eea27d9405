// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "domain/business.hpp"
#include "domain/order.hpp"

#include <cstdint>

namespace domain {

/// Down to the millisecond, which is what JSON and the stores keep.
base::Instant to_stored_precision(base::Instant instant);

/// When the acceptance clock of a pending order starts. A scheduled order's starts late enough to stay quiet until
/// the kitchen has to know: accept_within_s before its preparation must begin.
base::Instant accept_start(OrderContent const& content, BusinessSettings const& settings, base::Instant created);

/// Sets when the order will be ready (`minutes` from `now`, a scheduled one not before it is wanted) and, if it is
/// brought, there.
void promise_times(Order& order, BusinessSettings const& settings, base::Instant now, std::int64_t minutes);

/// The same for a time that a person gave.
void promise_ready_at(Order& order, BusinessSettings const& settings, base::Instant ready);

}
