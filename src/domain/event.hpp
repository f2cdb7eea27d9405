// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "domain/business.hpp"
#include "domain/ids.hpp"
#include "domain/order.hpp"

#include <array>
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
    business_removed = 7,
};

inline constexpr std::array all_event_types{
    EventType::order_created,  EventType::order_status_changed, EventType::order_updated,  EventType::order_cancelled,
    EventType::order_reminder, EventType::business_updated,     EventType::system_message, EventType::business_removed,
};

enum class Priority : std::uint8_t { normal = 0, high = 1, urgent = 2 };

std::string_view to_text(EventType type);
std::string_view to_text(Priority priority);
std::optional<EventType> parse_event_type(std::string_view text);

/// Nobody accepted the order yet. `n` counts the slots of the acceptance clock: 1 is the first reminder.
struct Reminder {
    OrderId order_id;
    std::string order_number;
    bool is_escalated = false;
    std::int64_t n = 1;

    bool operator==(Reminder const&) const = default;
};

/// Something that the server has to say.
struct SystemMessage {
    std::string code;  ///< `test`

    bool operator==(SystemMessage const&) const = default;
};

/// One entry of a business's log. `seq` is its place: 1, 2, 3, … without holes.
struct Event {
    std::uint64_t seq = 0;
    EventId id;
    EventType type = EventType::order_created;
    Priority priority = Priority::normal;
    base::Instant occurred_at;
    std::string title;
    std::string message;
    std::variant<SystemMessage, Order, Business, Reminder> subject;  ///< Orders and businesses as they are after it.
    std::uint64_t last_number = 0;                          ///< The highest order number given up to here.

    Order const* order() const { return std::get_if<Order>(&subject); }
    Business const* business() const { return std::get_if<Business>(&subject); }
    Reminder const* reminder() const { return std::get_if<Reminder>(&subject); }

    /// The order that it is about, if any.
    std::optional<OrderId> order_id() const
    {
        if (auto const* o = order()) return o->id;
        if (auto const* r = reminder()) return r->order_id;
        return std::nullopt;
    }
};

}
