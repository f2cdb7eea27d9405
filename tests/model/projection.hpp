// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/fold.hpp"

/// The latest state of orders and businesses, beside the log that it follows from. Replaced when older, so that it does
/// not matter who writes it, how often and in which order.
namespace model {

base::Task<void> project(Database& database, Session& session, OrderDocument order);
base::Task<void> project(Database& database, Session& session, BusinessDocument row);

/// What the event left behind: its order, its business.
base::Task<void> project(Database& database, Session& session, Tail const& tail, EventDocument const& event);

/// Where the clock of an order stands, unless an event changed the order since. A hint of when to look: it decides
/// nothing.
base::Task<void> set_clock(Database& database, Session& session, OrderDocument const& order, domain::OrderClock clock);
base::Task<void> set_intake_due(Database& database, Session& session, BusinessDocument const& row,
                                std::optional<base::Instant> due);

/// Projects the whole tail, then raises `projected_seq`: nobody else does.
base::Task<void> sweep(Database& database, Session& session, domain::BusinessId business);

}
