// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/decision.hpp"
#include "domain/event_text.hpp"

namespace domain {

/// What is to be said, before it has its place in the log.
struct NewEvent {
    EventId id;
    EventType type;
    Priority priority;
    EventText text;
    decltype(Event::subject) subject;
};

/// The event after the head, at `now` to the precision that is stored. No order number is given with it.
Event next_event(LogState const& log, NewEvent event, base::Instant now);

}
