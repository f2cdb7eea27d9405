// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"
#include "domain/business.hpp"
#include "domain/event.hpp"
#include "domain/order.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

/// The decisions that change a business's log. Each is a pure function of (state, command, time) → event;
/// every store runs it on the state that it commits against (SQLite: inside the transaction; MongoDB: the state
/// folded at the head that the insert is conditional on), so that what was checked still holds when it is stored.
namespace domain {

/// What a decision needs to know of the business's log besides the business itself.
struct LogState {
    std::uint64_t head = 0;         ///< seq of the newest event, 0 when there is none.
    std::uint64_t last_number = 0;  ///< The highest order number given.
};

/// Ids are made by the caller, so that a retry after an unknown outcome is recognised.
struct PlaceOrder {
    OrderId id;
    EventId event_id;
    BusinessId business_id;
    OrderContent content;
    Actor actor;
    std::string idempotency_key;    ///< Unquoted, 1–255 bytes. Its scope is (actor.credential, business).
    base::Bytes32 fingerprint;      ///< forms::fingerprint(content)
};

/// `order.created` with the next number, or why not: forbidden `business_not_approved`, conflict `not_accepting`.
/// `zone` is the business's own.
base::Result<Event> decide(Business const& business, TimeZone const& zone, LogState const& log, PlaceOrder command,
                           base::Instant now);

struct ChangeStatus {
    EventId event_id;
    OrderId order_id;
    OrderStatus to = OrderStatus::pending;
    std::optional<OrderStatus> from;            ///< What the caller saw.
    std::optional<std::uint32_t> if_version;    ///< `If-Match`; at least one of the two is there.
    std::optional<Reason> reason;               ///< Required when cancelling.
    std::optional<std::int64_t> preparation_time_minutes;
    std::optional<base::Instant> estimated_ready_time;
    std::optional<std::string> business_notes;
    Actor actor;
    bool by_channel = false;
};

/// What became of a status change; all but `event` leave the order as it is.
enum class Refusal : std::uint8_t {
    stale_version,   ///< `If-Match` does not hold: 412 with the order.
    moved,           ///< `from` does not hold: 409 `order_moved` with the order.
    no_such_arrow,   ///< 409 `transition_not_allowed` with `allowed_next`.
};
struct Repeated {};  ///< The same actor did exactly this last: 200, no event.

using StatusDecision = std::variant<Event, Repeated, Refusal>;

/// `order.status_changed` or `order.cancelled`.
StatusDecision decide(Business const& business, LogState const& log, Order const& order, ChangeStatus command,
                      base::Instant now);

/// A member that a merge patch (RFC 7396) leaves (outer nothing), clears (inner nothing) or sets.
template <typename T>
using Patched = std::optional<std::optional<T>>;

struct AddressPatch {
    Patched<std::string> country, city, district, neighbourhood, street, building_number, zip_code;
    Patched<Coordinate> latitude, longitude;
};

struct SettingsPatch {
    std::optional<std::string> order_prefix;
    std::optional<std::int64_t> accept_within_s, remind_after_s, escalate_after_s;
    std::optional<bool> auto_accept;
    std::optional<std::int64_t> default_preparation_minutes, delivery_extra_minutes;
    Patched<OpeningHours> opening_hours;
    std::optional<std::string> alert_sound;
};

/// New values for a business; absent members stay.
struct BusinessPatch {
    std::optional<std::string> name;
    std::optional<BusinessType> type;
    Patched<std::string> phone, email, website;
    AddressPatch address;
    std::optional<Currency> currency;
    std::optional<std::string> timezone, locale;
    SettingsPatch settings;
    std::optional<bool> intake_open;  ///< True also ends a pause.
    Patched<base::Instant> pause_until;
    Patched<Busy> busy;
    std::optional<BusinessStatus> status;  ///< An admin's alone.
};

struct ChangeBusiness {
    EventId event_id;
    BusinessPatch patch;
    std::optional<std::uint32_t> if_version;
};

/// The intake has changed, or may have, by the time alone.
struct AnnounceIntake {
    EventId event_id;
};

/// `business.updated`; nothing when the last event says what holds.
std::optional<Event> decide(Business const& business, TimeZone const& zone, LogState const& log,
                            AnnounceIntake const& command, base::Instant now);

/// `business.updated`; nothing when the patch changes nothing. `stale` when `if_version` does not hold.
/// `zone` is the one that the business will have.
base::Result<std::optional<Event>> decide(Business const& business, TimeZone const& zone, LogState const& log,
                                          ChangeBusiness command, base::Instant now);

/// Somebody tries whether the devices hear.
struct SendTest {
    EventId event_id;
};

/// `system.message` with code `test`, as urgent to devices as a new order.
Event decide(Business const& business, LogState const& log, SendTest command, base::Instant now);

}
