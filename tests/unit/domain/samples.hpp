// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/business.hpp"
#include "domain/command.hpp"

#include <chrono>
#include <string>
#include <variant>

/// Fixed values that tests start from.
namespace samples {

inline base::Instant const noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + std::chrono::hours(12);

template <typename Id>
Id id(std::uint8_t n)
{
    Id result;
    result.uuid.bytes[15] = n;
    return result;
}

inline domain::Actor const counter{"usr_1", "Counter 1"};
inline domain::Actor const kitchen{"usr_1", "Kitchen"};

inline domain::Business pizzeria()
{
    domain::Business business;
    business.id = id<domain::BusinessId>(1);
    business.name = "Pizza Roma";
    business.currency = *domain::find_currency("IQD");
    business.settings.order_prefix = "PIZ";
    business.created_at = business.updated_at = noon - std::chrono::hours(24);
    return business;
}

/// Two Margheritas with cheese and a cola, paid, 18,500 in all.
inline domain::OrderContent margherita()
{
    domain::OrderContent content;
    content.channel = "web";
    content.customer_name = "Sara";
    content.customer_phone = "+9647801234567";
    content.items = {{.item_id = {},
                      .item_name = "Margherita",
                      .quantity = 2,
                      .unit_price = {7000},
                      .total_price = {15000},
                      .variants = {{"extra cheese", {500}}},
                      .special_instructions = {},
                      .category_name = {},
                      .image_url = {}},
                     {.item_id = {},
                      .item_name = "Cola",
                      .quantity = 1,
                      .unit_price = {1500},
                      .total_price = {1500},
                      .variants = {},
                      .special_instructions = {},
                      .category_name = {},
                      .image_url = {}}};
    content.payment.status = domain::PaymentStatus::paid;
    content.subtotal = {16500};
    content.tip = {2000};
    content.total_amount = {18500};
    return content;
}

inline domain::OrderContent brought_margherita()
{
    auto content = margherita();
    content.delivery_type = domain::DeliveryType::delivery;
    content.delivery_address.emplace();
    return content;
}

inline domain::PlaceOrder place(domain::OrderContent content)
{
    return {.id = id<domain::OrderId>(7),
            .event_id = id<domain::EventId>(8),
            .business_id = id<domain::BusinessId>(1),
            .content = std::move(content),
            .actor = {"key_1", std::nullopt},
            .idempotency_key = "k",
            .fingerprint = {}};
}

/// What stores ask: here with a zone of UTC, and keys that nobody used.
inline domain::Decision decide(domain::Business const& business, domain::LogState log, domain::Command command,
                               base::Instant now)
{
    return domain::decide({.business = &business, .log = log}, std::move(command), now);
}

inline domain::Decision decide(domain::Business const& business, domain::LogState log, domain::Order const& order,
                               domain::Command command, base::Instant now, std::int64_t reminded = 0)
{
    domain::State const state{.business = &business, .log = log, .order = &order, .reminded = reminded};
    return domain::decide(state, std::move(command), now);
}

/// Of a decision that is a refusal.
inline domain::Refusal why(domain::Decision const& decision) { return std::get<domain::Refused>(decision.outcome).why; }

inline bool is_settled(domain::Decision const& decision, domain::Settled::How how)
{
    auto const* settled = std::get_if<domain::Settled>(&decision.outcome);
    return settled != nullptr && settled->how == how;
}

inline domain::Order placed(domain::Business const& business, domain::OrderContent content)
{
    return *decide(business, {}, place(std::move(content)), noon).event()->order();
}

inline domain::Order placed(domain::OrderContent content) { return placed(pizzeria(), std::move(content)); }

inline domain::ChangeStatus change(domain::OrderStatus from, domain::OrderStatus to)
{
    domain::ChangeStatus command;
    command.event_id = id<domain::EventId>(9);
    command.order_id = id<domain::OrderId>(7);
    command.from = from;
    command.to = to;
    command.actor = counter;
    if (to == domain::OrderStatus::cancelled) command.reason = domain::Reason{"rejected_too_busy", std::nullopt};
    return command;
}

}
