// SPDX-License-Identifier: Apache-2.0
// Bodies about orders. An order that is accepted is placed, stored and read back; so are its changes. Anonymised it
// still reads back, and holds nothing that was said in it.
#include "api/bodies/order_body.hpp"

#include "domain/command.hpp"
#include "domain/personal_data.hpp"
#include "forms/event.hpp"
#include "forms/order.hpp"
#include "fuzz.hpp"

namespace {

base::Instant const noon = base::from_micros(1'795'000'000'000'000);

domain::Business const& business()
{
    static domain::Business const made = [] {
        domain::Business shop;
        shop.name = "Pizza Roma";
        shop.currency = *domain::find_currency("USD");
        shop.settings.order_prefix = "PIZ";
        return shop;
    }();
    return made;
}

void check_event(domain::Event const& event)
{
    auto const encoded = forms::encode_event(event, domain::utc());
    auto const stored = forms::parse_stored_order(encoded.data());
    REQUIRE(stored.has_value());
    REQUIRE(*stored == *event.order());

    auto const without = forms::anonymised_event(encoded);
    REQUIRE(without.has_value());
    auto const anonymous = forms::parse_stored_order(without->data());
    REQUIRE(anonymous.has_value());
    REQUIRE(*anonymous == domain::anonymised(*stored));
    REQUIRE(forms::anonymised_event(*without)->text == without->text);
}

domain::Order const& known_order()
{
    static domain::Order const order = [] {
        domain::PlaceOrder command{};
        command.content.items.push_back({{}, "Cola", 1, {100}, {100}, {}, {}, {}, {}});
        command.content.subtotal = command.content.total_amount = {100};
        return *domain::decide({.business = &business()}, std::move(command), noon).event()->order();
    }();
    return order;
}

void place(std::string_view body)
{
    auto placed = api::parse_new_order(body, std::nullopt);
    if (!placed || !domain::check_totals(placed->content)) return;
    domain::PlaceOrder command{};
    command.content = std::move(placed->content);
    auto const decided = domain::decide({.business = &business()}, std::move(command), noon);
    if (auto const* event = decided.event()) check_event(*event);
}

void edit(std::string_view body)
{
    auto patch = api::parse_order_patch(body);
    if (!patch) return;
    domain::EditOrder command{};
    command.patch = std::move(*patch);
    auto const decided = domain::decide({.business = &business(), .order = &known_order()}, std::move(command), noon);
    if (auto const* event = decided.event()) check_event(*event);
}

void move(std::string_view body)
{
    auto status = api::parse_new_status(body, std::nullopt);
    if (!status) return;
    REQUIRE(status->from.has_value());
    REQUIRE(status->to != domain::OrderStatus::cancelled || status->reason);
    domain::ChangeStatus command{};
    command.to = status->to;
    command.from = status->from;
    command.reason = std::move(status->reason);
    command.preparation_time_minutes = status->preparation_time_minutes;
    command.estimated_ready_time = status->estimated_ready_time;
    command.business_notes = std::move(status->business_notes);
    auto const decided = domain::decide({.business = &business(), .order = &known_order()}, std::move(command), noon);
    if (auto const* event = decided.event()) check_event(*event);
}

}

void fuzz(std::string_view input)
{
    place(input);
    edit(input);
    move(input);
}
