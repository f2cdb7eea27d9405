// SPDX-License-Identifier: Apache-2.0
#include "domain/record_restore.hpp"

#include "domain/event_text.hpp"
#include "domain/order_times.hpp"

namespace domain {

Decision decide(State const& state, RecordRestore command, base::Instant now)
{
    auto text = restored_text(*state.business, *state.zone, command.backup_at);
    return {Event{.seq = state.log.head + 1,
                  .id = command.event_id,
                  .type = EventType::system_message,
                  .priority = Priority::high,
                  .occurred_at = to_stored_precision(now),
                  .title = std::move(text.title),
                  .message = std::move(text.message),
                  .subject = SystemMessage{"restored"},
                  .last_number = state.log.last_number + command.numbers_skipped}};
}

}
