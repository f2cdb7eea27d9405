// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/journal/place_order.hpp"

#include "adapters/sqlite/engine/rows.hpp"
#include "adapters/sqlite/journal/change_order.hpp"
#include "domain/acceptance.hpp"
#include "forms/event.hpp"
#include "forms/order.hpp"

namespace adapters::sqlite {

namespace {

using ports::Placed;

OrderRow known_order(WriteAccess& access, domain::OrderId id)
{
    auto row = find_order(access.database, id);
    if (!row) throw DatabaseError(SQLITE_CORRUPT, "a remembered key names an order that is not there");
    return std::move(*row);
}

/// What was posted for an order that was anonymised since is not known any more: it is taken to be the same.
bool is_repetition(OrderRow const& row, domain::PlaceOrder const& command)
{
    return row.fingerprint == command.fingerprint || row.fingerprint == base::Bytes32{};
}

base::Result<Placed> replay(WriteAccess& access, domain::OrderId id, domain::PlaceOrder const& command)
{
    auto const row = known_order(access, id);
    if (!is_repetition(row, command))
        return base::failure(base::FailureKind::invalid, "idempotency_key_reused",
                             "this Idempotency-Key was used for another order");
    // As it was answered then: the order inside its `order.created`.
    auto query = access.database.query("SELECT position FROM events WHERE business = ? AND seq = ?");
    if (!query.bind(row.business).bind(row.created_seq).step())
        throw DatabaseError(SQLITE_CORRUPT, "an order's first event is not there");
    auto text = read_order_text(access.database, query.integer(0));
    return Placed{Placed::Outcome::replayed, {row.id, command.business_id, row.status, row.version, std::move(text)}};
}

base::Result<Placed> existing(WriteAccess& access, domain::OrderId id, domain::PlaceOrder const& command)
{
    auto const row = known_order(access, id);
    if (!is_repetition(row, command))
        return base::failure(base::FailureKind::conflict, "external_id_taken",
                             "this channel has another order with this external_id");
    return Placed{Placed::Outcome::existing, read_order(access.database, row, command.business_id)};
}

}

OnceKeys once_keys(domain::PlaceOrder const& command)
{
    OnceKeys keys{idempotency_key(command.actor.credential, command.business_id, command.idempotency_key), {}};
    if (command.content.external_id)
        keys.external = external_key(command.business_id, command.content.channel, *command.content.external_id);
    return keys;
}

base::Result<Placed> place_order(WriteAccess& access, domain::PlaceOrder& command, OnceKeys const& keys,
                                 std::size_t order_bytes)
{
    auto* const ledger = access.ledgers.find(command.business_id);
    if (!ledger) return std::unexpected(business_not_found());
    if (auto const known = access.ledgers.order_of(keys.idempotency)) return replay(access, *known, command);
    if (keys.external)
        if (auto const known = access.ledgers.order_of(*keys.external)) return existing(access, *known, command);

    auto const id = command.id;
    auto const credential = command.actor.credential;
    auto const fingerprint = command.fingerprint;
    auto const event = domain::decide(ledger->business, *ledger->zone, ledger->log, std::move(command), access.now);
    if (!event) return std::unexpected(event.error());

    auto encoded = forms::encode_event(*event, *ledger->zone);
    if (encoded.data_size > order_bytes) return order_too_large(order_bytes);
    std::string text(encoded.data());
    auto const position =
        access.ledgers.append(*ledger, *event, std::move(encoded), domain::ApiKeyId::parse(credential));

    auto const& order = *event->order();
    auto query = access.database.query(
        "INSERT INTO orders(id, business, created_seq, created_at, status, version, latest, posted_by, idempotency, "
        "external, fingerprint, due_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query.bind(id)
        .bind(ledger->number)
        .bind(event->seq)
        .bind(base::to_micros(order.created_at))
        .bind(static_cast<int>(order.status))
        .bind(order.version)
        .bind(position)
        .bind(std::string_view(credential))
        .bind(std::span<std::uint8_t const>(keys.idempotency));
    if (keys.external)
        query.bind(std::span<std::uint8_t const>(*keys.external));
    else
        query.bind_null();
    auto const due_at = domain::next_due(order, ledger->business.settings, 0, {});
    query.bind(std::span<std::uint8_t const>(fingerprint));
    query.bind(due_at ? std::optional(base::to_micros(*due_at)) : std::nullopt).run();

    access.ledgers.remember(keys.idempotency, id);
    if (keys.external) access.ledgers.remember(*keys.external, id);
    access.ledgers.opened(ledger->number, {event->seq, id});
    if (due_at)
        access.ledgers.reschedule_when_committed({id, std::nullopt, due_at, order.accept_from.value_or(access.now)});
    return Placed{Placed::Outcome::created, {id, ledger->business.id, order.status, order.version, std::move(text)}};
}

}
