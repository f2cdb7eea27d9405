// SPDX-License-Identifier: Apache-2.0
#include "domain/remove_business.hpp"

#include "domain/event_text.hpp"
#include "domain/order_times.hpp"

namespace domain {

Decision decide(State const& state, RemoveBusiness command, base::Instant now)
{
    if (state.has_open_orders) return {refused(Refusal::has_open_orders)};
    auto text = business_removed_text(*state.business);
    return {.outcome = Event{.seq = state.log.head + 1,
                             .id = command.event_id,
                             .type = EventType::business_removed,
                             .priority = Priority::normal,
                             .occurred_at = to_stored_precision(now),
                             .title = std::move(text.title),
                             .message = std::move(text.message),
                             .subject = *state.business,
                             .last_number = state.log.last_number},
            .intake_due = std::optional<base::Instant>(),
            .ends_access = true};
}

}
