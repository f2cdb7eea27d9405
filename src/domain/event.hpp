// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "domain/business.hpp"
#include "domain/ids.hpp"
#include "domain/order.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace domain {

/// Stored as its number: append only.
enum class EventType : std::uint8_t {
    order_created = 0,
    order_status_changed = 1,
    order_updated = 2,
    order_cancelled = 3,
    order_reminder = 4,
    business_updated = 5,
    system_message = 6,
};

enum class Priority : std::uint8_t { normal = 0, high = 1, urgent = 2 };

std::string_view to_text(EventType type);
std::string_view to_text(Priority priority);
std::optional<EventType> parse_event_type(std::string_view text);

/// One entry of a business's log. `seq` is its place: 1, 2, 3, … without holes.
struct Event {
    std::uint64_t seq = 0;
    EventId id;
    EventType type = EventType::order_created;
    Priority priority = Priority::normal;
    base::Instant occurred_at;
    std::string title;
    std::string message;
    std::variant<std::monostate, Order, Business> subject;  ///< The whole thing as it is after the event.
    std::uint64_t last_number = 0;                          ///< The highest order number given up to here.

    Order const* order() const { return std::get_if<Order>(&subject); }
    Business const* business() const { return std::get_if<Business>(&subject); }
};

}
