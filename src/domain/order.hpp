// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"
#include "domain/lifecycle.hpp"
#include "domain/money.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace domain {

struct Variant {
    std::string name;
    Amount price;

    bool operator==(Variant const&) const = default;
};

/// A line of an order: a copy of what was sold, independent of any catalogue.
struct LineItem {
    std::optional<std::string> item_id;
    std::string item_name;
    std::int64_t quantity = 1;
    Amount unit_price;
    Amount total_price;
    std::vector<Variant> variants;
    std::optional<std::string> special_instructions;
    std::optional<std::string> category_name;
    std::optional<std::string> image_url;

    bool operator==(LineItem const&) const = default;
};

/// Degrees times 10^7, so that no float enters.
struct Coordinate {
    std::int64_t e7 = 0;

    bool operator==(Coordinate const&) const = default;
};

struct DeliveryAddress {
    std::string street;
    std::string city;
    std::optional<std::string> district, building_number, floor, apartment, landmark, zip_code, country;
    std::optional<Coordinate> latitude, longitude;
    std::optional<std::string> instructions;

    bool operator==(DeliveryAddress const&) const = default;
};

struct Payment {
    std::optional<std::string> method;
    PaymentStatus status = PaymentStatus::pending;
    std::optional<std::string> transaction_id;

    bool operator==(Payment const&) const = default;
};

/// What the poster of an order says. Fields and limits: api.md, "Create".
struct OrderContent {
    std::optional<std::string> external_id;
    std::string channel;
    std::string customer_name;
    std::string customer_phone;
    std::optional<std::string> customer_email, customer_id;
    std::vector<LineItem> items;
    DeliveryType delivery_type = DeliveryType::pickup;
    std::optional<DeliveryAddress> delivery_address;
    std::optional<std::string> notes;
    std::optional<base::Instant> requested_delivery_time;
    Payment payment;
    Amount subtotal, tax;
    bool prices_include_tax = false;
    Amount delivery_fee, service_fee, discount, tip, total_amount;
    bool test = false;

    bool operator==(OrderContent const&) const = default;
};

struct Reason {
    std::string code;
    std::optional<std::string> text;

    bool operator==(Reason const&) const = default;
};

/// Who acted: the credential ("usr_…", "key_…" or "server") and the device it named, if any.
struct Actor {
    std::string credential;
    std::optional<std::string> device;

    bool operator==(Actor const&) const = default;
};

struct StatusChange {
    OrderStatus status;
    base::Instant at;
    Actor by;
    std::optional<Reason> reason;

    bool operator==(StatusChange const&) const = default;
};

/// Who brings the order. At least one member is there.
struct Driver {
    std::optional<std::string> name, phone, vehicle, tracking_url;

    bool operator==(Driver const&) const = default;
};

/// A change of an order that was none of its status.
struct Edit {
    base::Instant at;
    Actor by;
    OrderStatus status = OrderStatus::pending;  ///< The one that the order was in.
    std::vector<std::string> fields;            ///< What changed, as named in JSON.

    bool operator==(Edit const&) const = default;
};

struct Order {
    OrderId id;
    BusinessId business_id;
    std::uint64_t number = 0;      ///< Per business, 1, 2, 3, … without holes.
    std::string order_number;      ///< For people: the business's prefix and the number.
    Currency currency;
    OrderContent content;
    OrderStatus status = OrderStatus::pending;
    std::uint32_t version = 1;     ///< +1 with each event of the order that changes it.
    base::Instant created_at, updated_at;
    std::optional<base::Instant> accept_from;  ///< The acceptance clock runs from here …
    std::optional<base::Instant> accept_by;    ///< … to here. While pending only.
    std::optional<std::int64_t> preparation_time_minutes;
    std::optional<base::Instant> estimated_ready_time, estimated_delivery_time;
    std::optional<std::string> business_notes;
    std::optional<Driver> driver;
    std::vector<StatusChange> status_history;  ///< Oldest first; never empty.
    std::vector<Edit> edits;                   ///< The last `kept_edits`, oldest first.

    bool operator==(Order const&) const = default;
};

constexpr std::size_t kept_edits = 20;

MoveContext move_context(Order const& order, bool by_channel);

/// The law of totals (docs/protocol.md). Names every part that does not add up or overflows.
base::Result<void> check_totals(OrderContent const& content);

}
