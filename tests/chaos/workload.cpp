// SPDX-License-Identifier: Apache-2.0
#include "workload.hpp"

#include "base/random.hpp"
#include "forms/order.hpp"

namespace chaos {

namespace {

base::Instant now() { return SystemClock().now(); }

base::Task<bool> place(ports::Store& store, Witness& witness, std::size_t intent, domain::PlaceOrder order,
                       std::optional<domain::OrderId>& placed)
{
    witness.attempts(intent, order.id);
    auto const result = co_await store.journal().commit(std::move(order));
    if (!result) co_return false;
    witness.acknowledged(intent, result->order->id, result->order->version);
    placed = result->order->id;
    co_return true;
}

base::Task<bool> move_on(ports::Store& store, Witness& witness, std::size_t intent, domain::OrderId id,
                         domain::OrderStatus to)
{
    domain::ChangeStatus change;
    change.event_id = domain::EventId::make(now());
    change.order_id = id;
    change.from = domain::OrderStatus::pending;
    change.to = to;
    if (to == domain::OrderStatus::cancelled) change.reason = domain::Reason{"rejected_too_busy", {}};
    change.actor = {"usr_tester", {}};
    auto const result = co_await store.journal().commit(std::move(change));
    if (!result) co_return false;
    witness.acknowledged(intent, id, result->order->version);
    co_return true;
}

base::Task<bool> rename(ports::Store& store, domain::BusinessId business, std::uint64_t n)
{
    domain::ChangeBusiness change;
    change.event_id = domain::EventId::make(now());
    change.business_id = business;
    change.patch.name = "Business " + std::to_string(n);
    auto const result = co_await store.journal().commit(std::move(change));
    co_return result.has_value();
}

}

domain::PlaceOrder new_order(domain::BusinessId business, std::string const& key)
{
    domain::PlaceOrder order;
    order.id = domain::OrderId::make(now());
    order.event_id = domain::EventId::make(now());
    order.business_id = business;
    order.content.channel = "pos";
    order.content.customer_name = "Customer " + key;
    order.content.customer_phone = "+9647800000000";
    for (int i = 0; i < 3; ++i) {
        domain::LineItem line;
        line.item_name = "Chicken shawarma plate";
        line.quantity = 2;
        line.unit_price = {5'000};
        line.total_price = {10'000};
        order.content.items.push_back(std::move(line));
    }
    order.content.subtotal = {30'000};
    order.content.total_amount = {30'000};
    order.actor = {"key_tester", {}};
    order.idempotency_key = key;
    order.fingerprint = forms::fingerprint(order.content);
    return order;
}

base::Task<std::vector<domain::BusinessId>> set_up(ports::Store& store, std::size_t count)
{
    ports::User user{domain::UserId::make(now()), "owner@example.com", "-", {}, {}, false, now()};
    auto const owner = user.id;
    if (!co_await store.users().create(std::move(user), std::nullopt)) throw std::runtime_error("no user");
    std::vector<domain::BusinessId> businesses;
    for (std::size_t i = 0; i < count; ++i) {
        domain::Business business;
        business.id = domain::BusinessId::make(now());
        business.name = "Business";
        business.settings.order_prefix = "B";
        business.created_at = business.updated_at = now();
        businesses.push_back(business.id);
        if (!co_await store.businesses().create(std::move(business), owner)) throw std::runtime_error("no business");
    }
    co_return businesses;
}

base::Task<void> post(ports::Store& store, Witness& witness, domain::BusinessId business,
                      std::vector<std::size_t> retries, std::uint64_t seed, std::size_t operations)
{
    std::mt19937_64 random(seed);
    for (auto const retry : retries) {
        auto const intent = witness.intents()[retry];
        std::optional<domain::OrderId> placed;
        if (!co_await place(store, witness, retry, new_order(intent.business, intent.key), placed)) co_return;
    }
    for (std::size_t i = 0; i < operations; ++i) {
        if (random() % 16 == 0 && !co_await rename(store, business, random())) co_return;
        auto const key = std::to_string(seed) + "-" + std::to_string(i);
        auto const intent = witness.intends(business, key);
        std::optional<domain::OrderId> placed;
        if (!co_await place(store, witness, intent, new_order(business, key), placed)) co_return;
        auto const fate = random() % 4;
        if (fate == 0 && !co_await move_on(store, witness, intent, *placed, domain::OrderStatus::confirmed)) co_return;
        if (fate == 1 && !co_await move_on(store, witness, intent, *placed, domain::OrderStatus::cancelled)) co_return;
    }
}

}
