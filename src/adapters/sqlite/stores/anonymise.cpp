// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/stores/anonymise.hpp"

#include "adapters/sqlite/engine/rows.hpp"
#include "forms/event.hpp"

namespace adapters::sqlite {

namespace {

/// Log entries looked at in one read: they are of other orders too.
constexpr std::int64_t look_limit = 2'000;

std::optional<forms::EncodedEvent> read_event(Database& database, std::int64_t position)
{
    auto query = database.query("SELECT data_begin, data_size, body FROM events WHERE position = ?");
    // It may have been trimmed since.
    if (!query.bind(position).step() || query.is_null(2)) return std::nullopt;
    order_text(query, 0);  // Throws when it is not where the columns say.
    return forms::EncodedEvent{std::string(query.text(2)), static_cast<std::uint32_t>(query.integer(0)),
                               static_cast<std::uint32_t>(query.integer(1))};
}

bool anonymise_event(WriteAccess& access, std::int64_t position)
{
    auto const event = read_event(access.database, position);
    if (!event) return false;
    auto const anonymised = forms::anonymised_event(*event);
    if (!anonymised) throw DatabaseError(SQLITE_CORRUPT, "a stored order cannot be read: " + anonymised.error().detail);
    if (anonymised->text == event->text) return false;
    access.database.query("UPDATE events SET data_begin = ?, data_size = ?, body = ? WHERE position = ?")
        .bind(anonymised->data_begin)
        .bind(anonymised->data_size)
        .bind(std::string_view(anonymised->text))
        .bind(position)
        .run();
    return true;
}

}

base::Result<OrderEvents> first_look(Database& database, domain::OrderId order)
{
    auto const row = find_order(database, order);
    if (!row) return std::unexpected(order_not_found());
    auto latest = database.query("SELECT seq FROM events WHERE position = ?");
    if (!latest.bind(row->latest).step())
        throw DatabaseError(SQLITE_CORRUPT, "the latest event of an order is not there");
    return OrderEvents{.business_id = business_of(database, row->business),
                       .business = row->business,
                       .positions = {},
                       .next = row->created_seq,
                       .last = latest.unsigned_integer(0)};
}

void look_on(Database& database, domain::OrderId order, OrderEvents& events)
{
    auto query = database.query("SELECT seq, position, type, order_id, body IS NULL FROM events "
                                "WHERE business = ? AND seq >= ? AND seq <= ? ORDER BY seq LIMIT ?");
    query.bind(events.business).bind(events.next).bind(events.last).bind(look_limit);
    events.next = events.last + 1;
    for (std::int64_t seen = 1; query.step(); ++seen) {
        if (seen == look_limit) events.next = query.unsigned_integer(0) + 1;
        bool const holds_it = !query.is_null(3) && query.uuid(3) == order.uuid && query.integer(4) == 0 &&
                              static_cast<domain::EventType>(query.integer(2)) != domain::EventType::order_reminder;
        if (holds_it) events.positions.push_back(query.integer(1));
    }
}

std::size_t anonymise_events(WriteAccess& access, std::span<std::int64_t const> positions)
{
    std::size_t changed = 0;
    for (auto const position : positions) changed += anonymise_event(access, position) ? 1U : 0U;
    return changed;
}

std::optional<std::size_t> finish_anonymising(WriteAccess& access, domain::OrderId order,
                                              std::span<std::int64_t const> positions)
{
    auto const row = find_order(access.database, order);
    if (!row || positions.empty() || row->latest != positions.back()) return std::nullopt;
    auto const changed = anonymise_events(access, positions);
    // The digest of what was posted would tell whoever guesses it right.
    access.database
        .query("UPDATE orders SET fingerprint = zeroblob(32), anonymised_at = ?, untold = max(untold, ?) WHERE id = ?")
        .bind(access.now)
        .bind(changed > 0 && domain::is_open(row->status) ? 1 : 0)
        .bind(order)
        .run();
    return changed;
}

}
