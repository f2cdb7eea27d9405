// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/journal/change_order.hpp"

#include "forms/event.hpp"
#include "forms/order.hpp"

namespace adapters::sqlite {

namespace {

using ports::OrderEdited;
using ports::StatusChanged;

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

OrderEdited::Outcome outcome_of(domain::EditRefusal refusal)
{
    return refusal == domain::EditRefusal::stale_version ? OrderEdited::Outcome::stale_version
                                                         : OrderEdited::Outcome::preparation_over;
}

}

std::unexpected<base::Failure> order_too_large(std::size_t limit)
{
    return base::failure(base::FailureKind::invalid, "order_too_large",
                         "the stored order would be larger than " + std::to_string(limit) + " bytes");
}

base::Result<OrderToChange> load_order(WriteAccess& access, domain::OrderId id)
{
    auto row = find_order(access.database, id);
    if (!row) return std::unexpected(order_not_found());
    auto* const ledger = access.ledgers.find_by_number(row->business);
    if (!ledger) throw DatabaseError(SQLITE_CORRUPT, "an order's business is not there");

    auto stored = read_order(access.database, *row, ledger->business.id);
    auto order = forms::parse_stored_order(stored.text);
    if (!order) throw DatabaseError(SQLITE_CORRUPT, "a stored order cannot be read: " + order.error().detail);
    return OrderToChange{std::move(*row), *ledger, std::move(stored), std::move(*order)};
}

base::Result<ports::StoredOrder> store_changed(WriteAccess& access, OrderToChange const& changing,
                                               domain::Event const& event, std::size_t order_bytes)
{
    auto& [row, ledger, stored, order] = changing;
    auto encoded = forms::encode_event(event, *ledger.zone);
    if (encoded.data_size > order_bytes) return order_too_large(order_bytes);
    std::string text(encoded.data());
    auto const position =
        access.ledgers.append(ledger, event, std::move(encoded), domain::ApiKeyId::parse(row.posted_by));

    auto const& changed = *event.order();
    bool const is_pending = changed.status == domain::OrderStatus::pending;
    access.database
        .query("UPDATE orders SET status = ?, version = ?, latest = ?, due_at = iif(?, due_at, NULL), "
               "anonymised_at = NULL WHERE id = ?")
        .bind(static_cast<int>(changed.status))
        .bind(changed.version)
        .bind(position)
        .bind(is_pending ? 1 : 0)
        .bind(row.id)
        .run();
    if (!is_pending && row.due_at) access.ledgers.reschedule_when_committed({row.id, row.due_at, std::nullopt});
    release_trimmed(access, ledger, row.latest);
    if (!domain::is_open(changed.status)) access.ledgers.closed_when_committed(ledger.number, row.created_seq);
    return ports::StoredOrder{row.id, ledger.business.id, changed.status, changed.version, std::move(text)};
}

base::Result<StatusChanged> change_order_status(WriteAccess& access, domain::ChangeStatus& command,
                                                std::size_t order_bytes)
{
    auto changing = load_order(access, command.order_id);
    if (!changing) return std::unexpected(changing.error());
    auto& [row, ledger, stored, order] = *changing;

    auto const by_channel = command.by_channel;
    auto const decision = domain::decide(ledger.business, ledger.log, order, std::move(command), access.now);
    if (std::holds_alternative<domain::Repeated>(decision))
        return StatusChanged{StatusChanged::Outcome::repeated, std::move(stored), {}};
    if (auto const* refusal = std::get_if<domain::Refusal>(&decision))
        return StatusChanged{outcome_of(*refusal), std::move(stored), next_for(order, by_channel)};

    auto changed = store_changed(access, *changing, std::get<domain::Event>(decision), order_bytes);
    if (!changed) return std::unexpected(changed.error());
    return StatusChanged{StatusChanged::Outcome::changed, std::move(*changed), {}};
}

base::Result<OrderEdited> edit_order(WriteAccess& access, domain::EditOrder& command, std::size_t order_bytes)
{
    auto changing = load_order(access, command.order_id);
    if (!changing) return std::unexpected(changing.error());
    auto& [row, ledger, stored, order] = *changing;

    auto const decision = domain::decide(ledger.business, ledger.log, order, std::move(command), access.now);
    if (std::holds_alternative<domain::Unchanged>(decision))
        return OrderEdited{OrderEdited::Outcome::unchanged, std::move(stored)};
    if (auto const* refusal = std::get_if<domain::EditRefusal>(&decision))
        return OrderEdited{outcome_of(*refusal), std::move(stored)};

    auto changed = store_changed(access, *changing, std::get<domain::Event>(decision), order_bytes);
    if (!changed) return std::unexpected(changed.error());
    return OrderEdited{OrderEdited::Outcome::changed, std::move(*changed)};
}

base::Result<bool> mark_order_seen(WriteAccess& access, domain::OrderId id, domain::Actor const& by)
{
    auto const row = find_order(access.database, id);
    if (!row) return std::unexpected(order_not_found());
    if (row->seen) return false;
    access.database.query("UPDATE orders SET first_seen_at = ?, first_seen_by = ?, first_seen_device = ? WHERE id = ?")
        .bind(base::to_micros(access.now))
        .bind(std::string_view(by.credential))
        .bind(by.device ? std::optional<std::string_view>(*by.device) : std::nullopt)
        .bind(id)
        .run();
    return true;
}

}
