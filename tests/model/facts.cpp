// SPDX-License-Identifier: Apache-2.0
#include "model/facts.hpp"

#include "model/insist.hpp"

namespace model {

namespace {

/// The sizes keep what one part ends with from being what the next one begins with.
std::string joined(std::string_view kind, std::string_view first, std::string_view second)
{
    return std::string(kind) + std::to_string(first.size()) + ":" + std::string(first) + ":" + std::string(second);
}

bool any_open(std::map<std::uint64_t, FoldedOrder> const& orders)
{
    return std::ranges::any_of(orders,
                               [](auto const& each) { return domain::is_open(each.second.document.order.status); });
}

base::Task<EventPointer> find_event(Database& database, Session& session, EventDocument::Index index, std::string key)
{
    auto const found = co_await insist([&] { return database.events.find(session, {index, key, just_after(key)}); });
    co_return found.empty() ? nullptr : found.front();
}

base::Task<std::optional<FoldedOrder>> find_external(Database& database, Session& session, Tail const& tail,
                                                     std::string external)
{
    auto const business = tail.row.business.id;
    // First the log, then the projection: what is trimmed from the one stands in the other.
    auto const event = co_await find_event(database, session, EventDocument::by_external,
                                           EventDocument::external_key(business, external));
    if (event != nullptr) co_return co_await read_order(database, session, tail, event->event.order()->id);
    auto const key = OrderDocument::external_key(business, external);
    auto const found = co_await insist(
        [&] { return database.orders.find(session, {OrderDocument::by_external, key, just_after(key)}); });
    if (found.empty()) co_return std::nullopt;
    co_return co_await read_order(database, session, tail, found.front()->order.id);
}

base::Task<void> gather_known(Database& database, Session& session, domain::OnceOnly once, Facts& facts)
{
    auto const key = EventDocument::once_key(facts.tail->row.business.id, once_of(once));
    facts.first_of_key = co_await find_event(database, session, EventDocument::by_once, key);
    if (facts.first_of_key != nullptr)
        facts.of_key = co_await read_order(database, session, *facts.tail, facts.first_of_key->event.order()->id);
    else if (once.external_id)
        facts.of_external_id = co_await find_external(database, session, *facts.tail, external_of(once));
}

}

std::string once_of(domain::OnceOnly const& once) { return joined("key:", once.credential, once.key); }

std::string external_of(domain::OnceOnly const& once) { return joined("x:", *once.channel, *once.external_id); }

domain::State Facts::state() const
{
    domain::State state;
    if (!tail || tail->row.is_removed) return state;
    state.business = &tail->row.business;
    state.zone = zone;
    state.named_zone = named_zone;
    state.log = tail->log();
    if (order) {
        state.order = &order->document.order;
        state.reminded = order->document.clock.reminded;
    }
    if (of_key) state.of_key = of_key->document.known();
    if (of_external_id) state.of_external_id = of_external_id->document.known();
    state.has_open_orders = has_open_orders;
    return state;
}

base::Task<Facts> gather(Database& database, Session& session, domain::Concern about, ports::TimeZones const& zones)
{
    Facts facts;
    auto business = about.business;
    if (about.order) business = co_await find_business_of(database, session, *about.order, ReadConcern::majority);
    if (!business) co_return facts;
    facts.tail = co_await read_tail(database, session, *business, true);
    if (!facts.tail || facts.tail->row.is_removed) co_return facts;

    facts.zone = &zones.find(facts.tail->row.business.timezone);
    if (about.zone) facts.named_zone = &zones.find(*about.zone);
    if (about.order) facts.order = co_await read_order(database, session, *facts.tail, *about.order);
    if (about.once) co_await gather_known(database, session, *about.once, facts);
    if (about.counts_open_orders) {
        auto const orders = co_await read_orders(database, session, *facts.tail);
        facts.has_open_orders = any_open(orders);
    }
    co_return facts;
}

base::Task<bool> are_current(Database& database, Session& session, domain::Concern about, Facts const& facts)
{
    if (facts.tail) {
        auto const business = facts.tail->row.business.id;
        auto const next = EventDocument::seq_key(business, facts.tail->head() + 1);
        auto const newer = co_await insist([&] {
            return database.events.find(session, {EventDocument::by_seq, next, just_after(next)},
                                        ReadConcern::linearizable);
        });
        co_return newer.empty();
    }
    if (about.order) {
        auto const business = co_await find_business_of(database, session, *about.order, ReadConcern::linearizable);
        co_return !business;
    }
    auto const id = BusinessDocument::id_key(*about.business);
    auto const rows = co_await insist(
        [&] { return database.businesses.find(session, {0, id, just_after(id)}, ReadConcern::linearizable); });
    co_return rows.empty();
}

}
