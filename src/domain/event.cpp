// SPDX-License-Identifier: Apache-2.0
#include "domain/event.hpp"

#include "domain/words.hpp"

namespace domain {

namespace {

constexpr auto types = words<EventType>("order.created", "order.status_changed", "order.updated", "order.cancelled",
                                        "order.reminder", "business.updated", "system.message", "business.removed");
constexpr auto priorities = words<Priority>("normal", "high", "urgent");

}

std::string_view to_text(EventType type) { return types.text(type); }
std::string_view to_text(Priority priority) { return priorities.text(priority); }

std::optional<EventType> parse_event_type(std::string_view text) { return types.parse(text); }

}
