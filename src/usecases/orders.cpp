// SPDX-License-Identifier: Apache-2.0
#include "usecases/orders.hpp"

#include "domain/failures.hpp"
#include "forms/order.hpp"
#include "usecases/decided.hpp"

namespace usecases {

namespace {

/// The business that an order is for; nothing when the caller does not say and has none of its own.
std::optional<domain::BusinessId> business_for(domain::Principal const& caller, Orders::NewOrder const& order)
{
    if (order.business) return order.business;
    if (auto const* channel = caller.channel()) return channel->business;
    return std::nullopt;
}

/// With the order as it is, or the reasons of the intake: there is more to show than the failure.
bool is_shown(domain::Refusal why)
{
    using enum domain::Refusal;
    return why == not_accepting || why == order_changed || why == order_moved || why == no_such_arrow ||
           why == preparation_over;
}

std::string default_channel(domain::Principal const& caller)
{
    if (auto const* channel = caller.channel()) return channel->key.text();
    return "manual";
}

}

Orders::Orders(ports::Journal& journal, ports::OrderReader& reader, ports::Sightings& sightings, Access& access,
               ports::Clock const& clock, telemetry::Registry& registry)
    : journal_(journal), reader_(reader), sightings_(sightings), access_(access), clock_(clock), metrics_(registry)
{
}

base::Task<base::Result<ports::Decided>> Orders::place(domain::Principal const& caller, NewOrder order)
{
    auto placed = co_await place_checked(caller, std::move(order));
    metrics_.placed(placed);
    co_return placed;
}

base::Task<base::Result<ports::Decided>> Orders::place_checked(domain::Principal const& caller, NewOrder order)
{
    if (auto const totals = domain::check_totals(order.content); !totals) co_return std::unexpected(totals.error());
    auto const business = business_for(caller, order);
    if (!business) co_return base::invalid_field("/business_id", "required", "is required");
    auto const allowed = co_await access_.require(caller, *business, domain::Action::place_order);
    if (!allowed) co_return std::unexpected(allowed.error());

    if (order.content.channel.empty()) order.content.channel = default_channel(caller);
    auto const now = clock_.now();
    domain::PlaceOrder command;
    command.id = domain::OrderId::make(now);
    command.event_id = domain::EventId::make(now);
    command.business_id = *business;
    command.fingerprint = forms::fingerprint(order.content);
    command.content = std::move(order.content);
    command.actor = caller.actor();
    command.idempotency_key = std::move(order.idempotency_key);
    co_return co_await commit(std::move(command));
}

base::Task<base::Result<ports::StoredOrder>> Orders::find(domain::Principal const& caller, domain::OrderId id)
{
    auto found = co_await find_permitted(caller, id, domain::Action::read_order);
    if (!found) co_return std::unexpected(found.error());
    co_return std::move(found->order);
}

base::Task<base::Result<ports::OrderPage>> Orders::list(domain::Principal const& caller, ports::OrderQuery query)
{
    auto const allowed = co_await access_.require(caller, query.business, domain::Action::list_orders);
    if (!allowed) co_return std::unexpected(allowed.error());

    if (*allowed == domain::Permission::own_orders_only) query.posted_by = caller.actor().credential;
    co_return co_await reader_.list(std::move(query));
}

base::Task<base::Result<ports::Decided>> Orders::change_status(domain::Principal const& caller, domain::OrderId id,
                                                               NewStatus status)
{
    auto const order = co_await permitted(caller, id, domain::Action::change_order_status);
    if (!order) co_return std::unexpected(order.error());

    domain::ChangeStatus command;
    command.event_id = domain::EventId::make(clock_.now());
    command.order_id = id;
    command.to = status.to;
    command.from = status.from;
    command.if_version = status.if_version;
    command.reason = std::move(status.reason);
    command.preparation_time_minutes = status.preparation_time_minutes;
    command.estimated_ready_time = status.estimated_ready_time;
    command.business_notes = std::move(status.business_notes);
    command.actor = caller.actor();
    command.by_channel = caller.channel() != nullptr;
    auto changed = co_await commit(std::move(command));
    bool const is_accepted = changed && changed->appended() != nullptr && status.to == domain::OrderStatus::confirmed;
    if (is_accepted) metrics_.accepted(id, clock_.now());
    co_return changed;
}

base::Task<base::Result<ports::Decided>> Orders::edit(domain::Principal const& caller, domain::OrderId id,
                                                      domain::OrderPatch patch, std::optional<std::uint32_t> if_version)
{
    auto const order = co_await permitted(caller, id, domain::Action::edit_order);
    if (!order) co_return std::unexpected(order.error());

    domain::EditOrder command;
    command.event_id = domain::EventId::make(clock_.now());
    command.order_id = id;
    command.patch = std::move(patch);
    command.if_version = if_version;
    command.actor = caller.actor();
    co_return co_await commit(std::move(command));
}

base::Task<base::Result<void>> Orders::mark_seen(domain::Principal const& caller, domain::OrderId id)
{
    auto const order = co_await permitted(caller, id, domain::Action::mark_seen);
    if (!order) co_return std::unexpected(order.error());
    // Every device says so of every order: only the first one is worth a write.
    if (order->is_seen) co_return base::Result<void>{};
    auto const is_first = co_await sightings_.note(id, caller.actor());
    if (!is_first) co_return std::unexpected(is_first.error());
    if (*is_first) metrics_.seen(id, clock_.now());
    co_return base::Result<void>{};
}

base::Task<base::Result<Orders::History>> Orders::history(domain::Principal const& caller, domain::OrderId id)
{
    auto found = co_await find_permitted(caller, id, domain::Action::read_order_history);
    if (!found) co_return std::unexpected(found.error());
    auto order = forms::parse_stored_order(found->order.text);
    if (!order) co_return std::unexpected(domain::refused(domain::Refusal::order_unreadable).failure);
    co_return History{std::move(*order), std::move(found->seen)};
}

/// Refusals that say nothing of the order, and nothing else that their caller acts on, are failures.
base::Task<base::Result<ports::Decided>> Orders::commit(domain::Command command)
{
    auto decided = co_await journal_.commit(std::move(command));
    auto const* refused = decided ? decided->refused() : nullptr;
    if (refused != nullptr && is_shown(refused->why)) co_return decided;
    co_return unrefused(std::move(decided));
}

base::Task<base::Result<ports::Whereabouts>> Orders::permitted(domain::Principal const& caller, domain::OrderId id,
                                                               domain::Action action)
{
    auto found = co_await reader_.whereabouts(id);
    if (!found) co_return std::unexpected(found.error());

    // Before the permission, so that a key learns nothing of orders that it did not post.
    auto const is_own = found->posted_by == caller.actor().credential;
    if (caller.channel() && !is_own) co_return std::unexpected(domain::order_not_found());

    auto const allowed = co_await access_.require(caller, found->business, action);
    if (!allowed && allowed.error().kind == base::FailureKind::not_found)
        co_return std::unexpected(domain::order_not_found());
    if (!allowed) co_return std::unexpected(allowed.error());
    if (*allowed == domain::Permission::own_orders_only && !is_own)
        co_return std::unexpected(domain::order_not_found());
    co_return std::move(*found);
}

base::Task<base::Result<ports::OrderReader::Found>> Orders::find_permitted(domain::Principal const& caller,
                                                                           domain::OrderId id, domain::Action action)
{
    auto const order = co_await permitted(caller, id, action);
    if (!order) co_return std::unexpected(order.error());
    co_return co_await reader_.find(id);
}

}
