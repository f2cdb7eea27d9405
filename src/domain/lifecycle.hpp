// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace domain {

/// Stored as its number: append only.
enum class OrderStatus : std::uint8_t {
    pending = 0,
    confirmed = 1,
    preparing = 2,
    ready = 3,
    out_for_delivery = 4,
    delivered = 5,
    cancelled = 6,
    refunded = 7,
};

enum class DeliveryType : std::uint8_t { pickup = 0, delivery = 1, dine_in = 2 };
enum class PaymentStatus : std::uint8_t { pending = 0, paid = 1, partial = 2, failed = 3, refunded = 4 };

/// What a move depends on besides the two states.
struct MoveContext {
    DeliveryType delivery_type = DeliveryType::pickup;
    bool was_paid = false;           ///< Payment `paid` or `partial`.
    bool by_channel = false;         ///< A channel may only cancel, and only before `out_for_delivery`.
};

/// Whether the lifecycle has the arrow `from` → `to` in this context.
bool can_move(OrderStatus from, OrderStatus to, MoveContext const& context);

/// All `to` with can_move, in the enum's order.
std::vector<OrderStatus> allowed_next(OrderStatus from, MoveContext const& context);

/// Open orders are those that the counter still works on: before delivered, cancelled, refunded.
constexpr bool is_open(OrderStatus status) { return status < OrderStatus::delivered; }

std::string_view to_text(OrderStatus status);
std::string_view to_text(DeliveryType type);
std::string_view to_text(PaymentStatus status);

std::optional<OrderStatus> parse_order_status(std::string_view text);
std::optional<DeliveryType> parse_delivery_type(std::string_view text);
std::optional<PaymentStatus> parse_payment_status(std::string_view text);

/// The input aliases accepted, rejected, picked_up; `implied_reason` is the cancel reason of `rejected`.
struct StatusInput {
    OrderStatus status;
    std::optional<std::string_view> implied_reason;
};
std::optional<StatusInput> parse_status_input(std::string_view text);

/// The server's own.
inline constexpr std::string_view not_accepted_in_time = "not_accepted_in_time";

/// The reason codes of a cancellation; event_text.cpp has their texts in this order.
inline constexpr std::array<std::string_view, 8> cancel_reasons{
    "rejected_out_of_stock", "rejected_too_busy",     "rejected_closed", "rejected_address",
    "rejected_other",        "cancelled_by_customer", "payment_failed",  not_accepted_in_time};

/// Those that callers may give.
bool is_cancel_reason(std::string_view code);

}
