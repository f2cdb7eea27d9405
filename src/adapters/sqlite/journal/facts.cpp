// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/journal/facts.hpp"

#include "forms/order.hpp"

namespace adapters::sqlite {

namespace {

std::optional<OrderRow> known_order(WriteAccess& access, std::optional<OnceKey> const& key)
{
    auto const id = key ? access.ledgers.order_of(*key) : std::nullopt;
    if (!id) return std::nullopt;
    auto row = find_order(access.database, *id);
    if (!row) throw DatabaseError(SQLITE_CORRUPT, "a remembered key names an order that is not there");
    return row;
}

std::optional<domain::KnownOrder> known(std::optional<OrderRow> const& row)
{
    return row ? std::optional(domain::KnownOrder{row->id, row->fingerprint}) : std::nullopt;
}

void gather_order(WriteAccess& access, domain::OrderId id, Facts& facts)
{
    facts.row = find_order(access.database, id);
    if (!facts.row) return;
    facts.ledger = access.ledgers.find_by_number(facts.row->business);
    if (facts.ledger == nullptr) return;
    try {
        facts.stored = read_order(access.database, *facts.row, facts.ledger->business.id);
    } catch (DatabaseError const& error) {
        if ((error.code() & 0xff) != SQLITE_CORRUPT) throw;
        return;
    }
    if (auto order = forms::parse_stored_order(facts.stored.text)) facts.order = std::move(*order);
}

}

OnceKeys once_keys(domain::Concern const& concern)
{
    OnceKeys keys;
    if (!concern.once || !concern.business) return keys;
    auto const& once = *concern.once;
    keys.idempotency = idempotency_key(once.credential, *concern.business, once.key);
    if (once.external_id) keys.external = external_key(*concern.business, *once.channel, *once.external_id);
    return keys;
}

domain::State Facts::state() const
{
    domain::State state;
    if (ledger != nullptr) {
        state.business = &ledger->business;
        state.zone = ledger->zone;
        state.log = ledger->log;
    }
    state.named_zone = named_zone;
    state.order = order ? &*order : nullptr;
    state.reminded = row ? row->reminded : 0;
    state.of_key = known(of_key);
    state.of_external_id = known(of_external_id);
    state.has_open_orders = has_open_orders;
    return state;
}

Facts gather(WriteAccess& access, domain::Concern const& concern, OnceKeys const& keys)
{
    Facts facts;
    if (concern.order) gather_order(access, *concern.order, facts);
    if (concern.business) facts.ledger = access.ledgers.find(*concern.business);
    if (facts.ledger == nullptr) return facts;
    if (concern.zone) facts.named_zone = &access.ledgers.zone(*concern.zone);
    if (concern.counts_open_orders) facts.has_open_orders = access.ledgers.has_open_orders(*facts.ledger);
    facts.of_key = known_order(access, keys.idempotency);
    if (!facts.of_key) facts.of_external_id = known_order(access, keys.external);
    return facts;
}

}
