// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/stores/acceptance_store.hpp"

#include "adapters/sqlite/journal/change_order.hpp"
#include "forms/event.hpp"

#include <limits>

namespace adapters::sqlite {

namespace {

using ports::Fired;

/// Stores how far the clock is; the order itself stays as it is.
void set_clock(WriteAccess& access, OrderRow const& row, std::int64_t reminded, std::optional<base::Instant> due_at)
{
    access.database.query("UPDATE orders SET reminded = ?, due_at = ? WHERE id = ?")
        .bind(reminded)
        .bind(due_at ? std::optional(base::to_micros(*due_at)) : std::nullopt)
        .bind(row.id)
        .run();
    access.ledgers.reschedule_when_committed({row.id, row.due_at, due_at});
}

Fired fire_one(WriteAccess& access, domain::FireClock const& command, OrderToChange const& changing)
{
    auto& [row, ledger, stored, order] = changing;
    auto const event = domain::decide(ledger.business, ledger.log, order, row.reminded, command, access.now);
    if (event && event->order()) {
        // The server's own word is not held to the limit of an order's size: it would never end.
        auto const cancelled = store_changed(access, changing, *event, std::numeric_limits<std::size_t>::max());
        return cancelled ? Fired::cancelled : Fired::nothing;
    }
    auto const* reminder = event ? event->reminder() : nullptr;
    if (reminder)
        access.ledgers.append(ledger, *event, forms::encode_event(*event, *ledger.zone),
                              domain::ApiKeyId::parse(row.posted_by));
    auto const reminded = reminder ? reminder->n : row.reminded;
    set_clock(access, row, reminded,
              domain::next_due(order, ledger.business.settings, reminded, command.no_cancel_before));
    if (!reminder) return Fired::nothing;
    return reminder->is_escalated ? Fired::escalated : Fired::reminded;
}

/// Nothing: it cannot be read.
std::optional<OrderToChange> load_readable(WriteAccess& access, domain::OrderId id)
{
    try {
        auto order = load_order(access, id);
        return order ? std::optional(std::move(*order)) : std::nullopt;
    } catch (DatabaseError const& error) {
        if ((error.code() & 0xff) != SQLITE_CORRUPT) throw;
        return std::nullopt;
    }
}

Fired fire(WriteAccess& access, domain::FireClock const& command)
{
    auto const row = find_order(access.database, command.order_id);
    if (!row || !row->due_at) return Fired::nothing;
    auto const changing = load_readable(access, command.order_id);
    if (changing) return fire_one(access, command, *changing);
    // One order that cannot be read must not stop the clocks of all others.
    access.ledgers.reschedule_when_committed({row->id, row->due_at, std::nullopt});
    return Fired::unreadable;
}

}

base::Task<base::Result<ports::AcceptanceStore::Due>> SqliteAcceptanceStore::due(base::Instant now, std::size_t limit)
{
    co_return due_orders_.until(now, limit);
}

base::Task<base::Result<std::vector<Fired>>> SqliteAcceptanceStore::fire(std::vector<domain::FireClock> commands)
{
    return writer_.run<std::vector<Fired>>(
        [commands = std::move(commands)](WriteAccess& access) -> base::Result<std::vector<Fired>> {
            std::vector<Fired> fired;
            for (auto const& command : commands) fired.push_back(sqlite::fire(access, command));
            return fired;
        });
}

}
