// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/journal/projection.hpp"

#include "base/text.hpp"
#include "forms/business.hpp"

namespace adapters::sqlite {

namespace {

void insert_order(WriteAccess& access, Ledger const& ledger, domain::Decision const& decision,
                  domain::Event const& event, std::int64_t position, Posted const& posted)
{
    auto const& order = *event.order();
    auto const due_at = decision.clock ? decision.clock->due_at : std::nullopt;
    auto const& [idempotency, external] = posted.keys;
    auto query = access.database.query(
        "INSERT INTO orders(id, business, created_seq, created_at, status, version, latest, posted_by, idempotency, "
        "external, fingerprint, due_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query.bind(order.id)
        .bind(ledger.number)
        .bind(event.seq)
        .bind(order.created_at)
        .bind(static_cast<int>(order.status))
        .bind(order.version)
        .bind(position)
        .bind(std::string_view(posted.credential))
        .bind(idempotency)
        .bind(external)
        .bind(std::span<std::uint8_t const>(posted.fingerprint))
        .bind(due_at)
        .run();

    for (auto const* key : {&idempotency, &external})
        if (*key) access.ledgers.remember(**key, order.id);
    access.ledgers.opened(ledger.number, {event.seq, order.id});
    auto const started = order.accept_from.value_or(access.now);
    if (due_at) access.ledgers.reschedule_when_committed({order.id, std::nullopt, due_at, started});
}

/// An order's earlier event that lies below `oldest` was kept only for its text, which a newer event has now.
void release_trimmed(WriteAccess& access, Ledger const& ledger, std::int64_t position)
{
    auto query = access.database.query("SELECT seq, type FROM events WHERE position = ?");
    if (!query.bind(position).step() || query.unsigned_integer(0) >= ledger.oldest) return;
    drop_event(access, position, static_cast<domain::EventType>(query.integer(1)));
}

/// The clock as it stands now; its row is the caller's to write.
domain::OrderClock move_clock(WriteAccess& access, OrderRow const& row, std::optional<domain::OrderClock> const& clock)
{
    if (!clock) return {row.reminded, row.due_at};
    if (clock->due_at != row.due_at) access.ledgers.reschedule_when_committed({row.id, row.due_at, clock->due_at});
    return *clock;
}

void update_order(WriteAccess& access, Facts const& facts, domain::Decision const& decision,
                  domain::Order const& changed, std::int64_t position)
{
    auto const& row = *facts.row;
    auto const clock = move_clock(access, row, decision.clock);
    access.database
        .query("UPDATE orders SET status = ?, version = ?, latest = ?, reminded = ?, due_at = ?, anonymised_at = NULL, "
               "untold = 0 WHERE id = ?")
        .bind(static_cast<int>(changed.status))
        .bind(changed.version)
        .bind(position)
        .bind(clock.reminded)
        .bind(clock.due_at)
        .bind(row.id)
        .run();
    release_trimmed(access, *facts.ledger, row.latest);
    if (!domain::is_open(changed.status)) access.ledgers.closed_when_committed(facts.ledger->number, row.created_seq);
}

void set_clock(WriteAccess& access, Facts const& facts, domain::Decision const& decision)
{
    if (!decision.clock || !facts.row) return;
    auto const& row = *facts.row;
    if (*decision.clock == domain::OrderClock{row.reminded, row.due_at}) return;
    auto const clock = move_clock(access, row, decision.clock);
    access.database.query("UPDATE orders SET reminded = ?, due_at = ? WHERE id = ?")
        .bind(clock.reminded)
        .bind(clock.due_at)
        .bind(row.id)
        .run();
}

void set_intake_due(WriteAccess& access, Ledger const& ledger, domain::Decision const& decision)
{
    if (!decision.intake_due) return;
    access.database.query("UPDATE businesses SET intake_due = ? WHERE number = ?")
        .bind(*decision.intake_due)
        .bind(ledger.number)
        .run();
}

void update_business(WriteAccess& access, Ledger const& ledger, domain::Decision const& decision)
{
    std::string body;
    forms::append_business(body, ledger.business);
    auto const name = base::ascii_lower(ledger.business.name);
    access.database.query("UPDATE businesses SET body = ?, status = ?, type = ?, name_folded = ? WHERE number = ?")
        .bind(std::string_view(body))
        .bind(static_cast<int>(ledger.business.status))
        .bind(static_cast<int>(ledger.business.type))
        .bind(std::string_view(name))
        .bind(ledger.number)
        .run();
    set_intake_due(access, ledger, decision);
}

/// Its orders and its log stay in the file and are reached by nobody: what leads to them goes.
void remove_business(WriteAccess& access, Ledger const& ledger)
{
    auto const id = ledger.business.id;
    access.database.query("UPDATE businesses SET deleted_at = ?, intake_due = NULL WHERE number = ?")
        .bind(access.now)
        .bind(ledger.number)
        .run();
    access.database.query("DELETE FROM memberships WHERE business = ?").bind(id).run();
    access.database.query("DELETE FROM api_keys WHERE business = ?").bind(id).run();
    access.ledgers.forget(id);
}

}

void drop_event(WriteAccess& access, std::int64_t position, domain::EventType type)
{
    if (type == domain::EventType::order_created)
        access.database.query("UPDATE events SET body = NULL WHERE position = ?").bind(position).run();
    else
        access.database.query("DELETE FROM events WHERE position = ?").bind(position).run();
}

void project(WriteAccess& access, Facts const& facts, domain::Decision const& decision, domain::Event const& event,
             std::int64_t position, Posted const& posted)
{
    auto const& ledger = *facts.ledger;
    if (decision.ends_access) access.ledgers.revoke({.business = ledger.business.id});
    switch (event.type) {
    case domain::EventType::order_created: return insert_order(access, ledger, decision, event, position, posted);
    case domain::EventType::order_status_changed:
    case domain::EventType::order_updated:
    case domain::EventType::order_cancelled: return update_order(access, facts, decision, *event.order(), position);
    case domain::EventType::order_reminder: return set_clock(access, facts, decision);
    case domain::EventType::business_updated: return update_business(access, ledger, decision);
    case domain::EventType::business_removed: return remove_business(access, ledger);
    case domain::EventType::system_message: return;
    }
}

void project_settled(WriteAccess& access, Facts const& facts, domain::Decision const& decision)
{
    set_clock(access, facts, decision);
    set_intake_due(access, *facts.ledger, decision);
}

}
