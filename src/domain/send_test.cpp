// SPDX-License-Identifier: Apache-2.0
#include "domain/send_test.hpp"

#include "domain/next_event.hpp"

namespace domain {

Decision decide(State const& state, SendTest command, base::Instant now)
{
    return {next_event(state.log,
                       {command.event_id, EventType::system_message, Priority::high, test_text(*state.business),
                        SystemMessage{"test"}},
                       now)};
}

}
