// SPDX-License-Identifier: Apache-2.0
#include "domain/send_test.hpp"

#include "domain/event_text.hpp"
#include "domain/order_times.hpp"

namespace domain {

Decision decide(State const& state, SendTest command, base::Instant now)
{
    auto text = test_text(*state.business);
    return {Event{.seq = state.log.head + 1,
                  .id = command.event_id,
                  .type = EventType::system_message,
                  .priority = Priority::high,
                  .occurred_at = to_stored_precision(now),
                  .title = std::move(text.title),
                  .message = std::move(text.message),
                  .subject = SystemMessage{"test"},
                  .last_number = state.log.last_number}};
}

}
