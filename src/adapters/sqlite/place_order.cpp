// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/place_order.hpp"

#include "adapters/sqlite/rows.hpp"
#include "json/event.hpp"
#include "json/order.hpp"

namespace adapters::sqlite {

namespace {

using ports::Placed;
using ports::StatusChanged;

OrderRow known_order(WriteAccess& access, domain::OrderId id)
{
    auto row = find_order(access.database, id);
    if (!row) throw DatabaseError(SQLITE_CORRUPT, "a remembered key names an order that is not there");
    return std::move(*row);
}

base::Result<Placed> replay(WriteAccess& access, domain::OrderId id, domain::PlaceOrder const& command)
{
    auto const row = known_order(access, id);
    if (row.fingerprint != command.fingerprint)
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
    if (row.fingerprint != command.fingerprint)
        return base::failure(base::FailureKind::conflict, "external_id_taken",
                             "this channel has another order with this external_id");
    return Placed{Placed::Outcome::existing, read_order(access.database, row, command.business_id)};
}

std::unexpected<base::Failure> too_large(std::size_t limit)
{
    return base::failure(base::FailureKind::invalid, "order_too_large",
                         "the stored order would be larger than " + std::to_string(limit) + " bytes");
}

/// An order's earlier event that lies below `oldest` was kept only for its text, which a newer event has now.
void release_trimmed(WriteAccess& access, Ledger const& ledger, std::int64_t position)
{
    auto query = access.database.query("SELECT seq, type FROM events WHERE position = ?");
    if (!query.bind(position).step() || query.unsigned_integer(0) >= ledger.oldest) return;
    if (static_cast<domain::EventType>(query.integer(1)) == domain::EventType::order_created)
        access.database.query("UPDATE events SET body = NULL WHERE position = ?").bind(position).run();
    else
        access.database.query("DELETE FROM events WHERE position = ?").bind(position).run();
}

std::vector<domain::OrderStatus> next_for(domain::Order const& order, bool by_channel)
{
    return domain::allowed_next(order.status, domain::move_context(order, by_channel));
}

StatusChanged::Outcome outcome_of(domain::Refusal refusal)
{
    switch (refusal) {
    case domain::Refusal::stale_version: return StatusChanged::Outcome::stale_version;
    case domain::Refusal::moved: return StatusChanged::Outcome::moved;
    case domain::Refusal::no_such_arrow: return StatusChanged::Outcome::no_such_arrow;
    }
    __builtin_unreachable();
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

    auto encoded = json::encode_event(*event, *ledger->zone);
    if (encoded.data_size > order_bytes) return too_large(order_bytes);
    std::string text(encoded.data());
    auto const position =
        access.ledgers.append(*ledger, *event, std::move(encoded), domain::ApiKeyId::parse(credential));

    auto const& order = *event->order();
    auto query = access.database.query(
        "INSERT INTO orders(id, business, created_seq, created_at, status, version, latest, posted_by, idempotency, "
        "external, fingerprint) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
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
    query.bind(std::span<std::uint8_t const>(fingerprint)).run();

    access.ledgers.remember(keys.idempotency, id);
    if (keys.external) access.ledgers.remember(*keys.external, id);
    access.ledgers.opened(ledger->number, {event->seq, id});
    return Placed{Placed::Outcome::created, {id, ledger->business.id, order.status, order.version, std::move(text)}};
}

base::Result<StatusChanged> change_order_status(WriteAccess& access, domain::ChangeStatus& command,
                                                std::size_t order_bytes)
{
    auto const row = find_order(access.database, command.order_id);
    if (!row) return std::unexpected(order_not_found());
    auto* const ledger = access.ledgers.find_by_number(row->business);
    if (!ledger) throw DatabaseError(SQLITE_CORRUPT, "an order's business is not there");

    auto stored = read_order(access.database, *row, ledger->business.id);
    auto const order = json::parse_stored_order(stored.text);
    if (!order) throw DatabaseError(SQLITE_CORRUPT, "a stored order cannot be read: " + order.error().detail);

    auto const by_channel = command.by_channel;
    auto const decision = domain::decide(ledger->business, ledger->log, *order, std::move(command), access.now);
    if (std::holds_alternative<domain::Repeated>(decision))
        return StatusChanged{StatusChanged::Outcome::repeated, std::move(stored), {}};
    if (auto const* refusal = std::get_if<domain::Refusal>(&decision))
        return StatusChanged{outcome_of(*refusal), std::move(stored), next_for(*order, by_channel)};

    auto const& event = std::get<domain::Event>(decision);
    auto encoded = json::encode_event(event, *ledger->zone);
    if (encoded.data_size > order_bytes) return too_large(order_bytes);
    std::string text(encoded.data());
    auto const position =
        access.ledgers.append(*ledger, event, std::move(encoded), domain::ApiKeyId::parse(row->posted_by));

    auto const& changed = *event.order();
    access.database.query("UPDATE orders SET status = ?, version = ?, latest = ? WHERE id = ?")
        .bind(static_cast<int>(changed.status))
        .bind(changed.version)
        .bind(position)
        .bind(row->id)
        .run();
    release_trimmed(access, *ledger, row->latest);
    if (!domain::is_open(changed.status)) access.ledgers.closed_when_committed(ledger->number, row->created_seq);
    return StatusChanged{StatusChanged::Outcome::changed,
                         {row->id, ledger->business.id, changed.status, changed.version, std::move(text)},
                         {}};
}

}
