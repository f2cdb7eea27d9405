// SPDX-License-Identifier: Apache-2.0
#include "domain/next_event.hpp"

#include "domain/order_times.hpp"

namespace domain {

Event next_event(LogState const& log, NewEvent event, base::Instant now)
{
    return {.seq = log.head + 1,
            .id = event.id,
            .type = event.type,
            .priority = event.priority,
            .occurred_at = to_stored_precision(now),
            .title = std::move(event.text.title),
            .message = std::move(event.text.message),
            .subject = std::move(event.subject),
            .last_number = log.last_number};
}

}
