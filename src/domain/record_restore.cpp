// SPDX-License-Identifier: Apache-2.0
#include "domain/record_restore.hpp"

#include "domain/next_event.hpp"

namespace domain {

Decision decide(State const& state, RecordRestore command, base::Instant now)
{
    auto event = next_event(state.log,
                            {command.event_id, EventType::system_message, Priority::high,
                             restored_text(*state.business, *state.zone, command.backup_at), SystemMessage{"restored"}},
                            now);
    event.last_number += command.numbers_skipped;
    return {std::move(event)};
}

}
