// SPDX-License-Identifier: Apache-2.0
#include "domain/lifecycle.hpp"

#include "domain/words.hpp"

#include <algorithm>
#include <array>

namespace domain {

namespace {

using enum OrderStatus;

enum class When : std::uint8_t { always, brought, fetched, paid };

struct Arrow {
    OrderStatus from;
    OrderStatus to;
    When when;
};

// clang-format off
/// The whole lifecycle. `brought`: delivery orders; `fetched`: pickup and dine-in.
constexpr std::array lifecycle{
    Arrow{pending,          confirmed,        When::always},
    Arrow{confirmed,        preparing,        When::always},
    Arrow{confirmed,        ready,            When::always},
    Arrow{preparing,        ready,            When::always},
    Arrow{ready,            out_for_delivery, When::brought},
    Arrow{ready,            delivered,        When::fetched},
    Arrow{out_for_delivery, delivered,        When::always},

    Arrow{pending,          cancelled,        When::always},
    Arrow{confirmed,        cancelled,        When::always},
    Arrow{preparing,        cancelled,        When::always},
    Arrow{ready,            cancelled,        When::always},
    Arrow{out_for_delivery, cancelled,        When::always},

    Arrow{delivered,        refunded,         When::paid},
    Arrow{cancelled,        refunded,         When::paid},
};
// clang-format on

constexpr bool holds(When when, MoveContext const& context)
{
    switch (when) {
    case When::always: return true;
    case When::brought: return context.delivery_type == DeliveryType::delivery;
    case When::fetched: return context.delivery_type != DeliveryType::delivery;
    case When::paid: return context.was_paid;
    }
    return false;
}

constexpr auto statuses = words<OrderStatus>("pending", "confirmed", "preparing", "ready", "out_for_delivery",
                                             "delivered", "cancelled", "refunded");
constexpr auto delivery_types = words<DeliveryType>("pickup", "delivery", "dine_in");
constexpr auto payment_statuses = words<PaymentStatus>("pending", "paid", "partial", "failed", "refunded");

struct Alias {
    std::string_view text;
    StatusInput input;
};

constexpr std::array aliases{
    Alias{"accepted", {confirmed, std::nullopt}},
    Alias{"rejected", {cancelled, "rejected_other"}},
    Alias{"picked_up", {out_for_delivery, std::nullopt}},
};

}

bool can_move(OrderStatus from, OrderStatus to, MoveContext const& context)
{
    if (context.by_channel && (to != cancelled || from >= out_for_delivery)) return false;
    return std::ranges::any_of(lifecycle, [&](Arrow const& arrow) {
        return arrow.from == from && arrow.to == to && holds(arrow.when, context);
    });
}

std::vector<OrderStatus> allowed_next(OrderStatus from, MoveContext const& context)
{
    std::vector<OrderStatus> result;
    for (std::size_t i = 0; i < statuses.texts.size(); ++i) {
        auto const to = static_cast<OrderStatus>(i);
        if (can_move(from, to, context)) result.push_back(to);
    }
    return result;
}

std::string_view to_text(OrderStatus status) { return statuses.text(status); }
std::string_view to_text(DeliveryType type) { return delivery_types.text(type); }
std::string_view to_text(PaymentStatus status) { return payment_statuses.text(status); }

std::optional<OrderStatus> parse_order_status(std::string_view text) { return statuses.parse(text); }
std::optional<DeliveryType> parse_delivery_type(std::string_view text) { return delivery_types.parse(text); }
std::optional<PaymentStatus> parse_payment_status(std::string_view text) { return payment_statuses.parse(text); }

std::optional<StatusInput> parse_status_input(std::string_view text)
{
    auto const alias = std::ranges::find(aliases, text, &Alias::text);
    if (alias != aliases.end()) return alias->input;
    auto const status = parse_order_status(text);
    if (!status) return std::nullopt;
    return StatusInput{*status, std::nullopt};
}

bool is_cancel_reason(std::string_view code)
{
    return code != not_accepted_in_time && std::ranges::find(cancel_reasons, code) != cancel_reasons.end();
}

}
