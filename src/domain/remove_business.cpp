// SPDX-License-Identifier: Apache-2.0
#include "domain/remove_business.hpp"

#include "domain/next_event.hpp"

namespace domain {

Decision decide(State const& state, RemoveBusiness command, base::Instant now)
{
    if (state.has_open_orders) return {refused(Refusal::has_open_orders)};
    return {.outcome = next_event(state.log,
                                  {command.event_id, EventType::business_removed, Priority::normal,
                                   business_removed_text(*state.business), *state.business},
                                  now),
            .intake_due = std::optional<base::Instant>(),
            .ends_access = true};
}

}
