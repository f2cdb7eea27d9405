// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/stores/trim.hpp"

#include "adapters/sqlite/journal/projection.hpp"
#include "adapters/sqlite/stores/read_marks.hpp"

#include <algorithm>
#include <map>

namespace adapters::sqlite {

namespace {

/// For each business the last seq that is old enough, among the next `limit` events of the file, in whose order
/// they were committed; and how far the file was looked at.
struct Due {
    std::map<std::int64_t, std::uint64_t> last;
    std::int64_t position = 0;
    std::size_t count = 0;
};

Due find_due(Database& database, base::Instant before, std::size_t limit)
{
    Due due;
    auto begin = database.query("SELECT position FROM trimming");
    begin.step();
    due.position = begin.integer(0);

    auto query = database.query(
        "SELECT position, business, seq, occurred_at FROM events WHERE position > ? ORDER BY position LIMIT ?");
    query.bind(due.position).bind(static_cast<std::int64_t>(limit));
    while (query.step() && query.instant(3) < before) {
        due.position = query.integer(0);
        due.last[query.integer(1)] = query.unsigned_integer(2);
        ++due.count;
    }
    return due;
}

void forget_key(WriteAccess& access, base::Uuid const& order)
{
    auto query = access.database.query("SELECT idempotency FROM orders WHERE id = ?");
    if (!query.bind(order).step() || query.is_null(0)) return;
    access.ledgers.forget_when_committed(query.bytes16(0));
    access.database.query("UPDATE orders SET idempotency = NULL WHERE id = ?").bind(order).run();
}

struct Row {
    std::int64_t position;
    domain::EventType type;
    std::optional<base::Uuid> order;
    bool is_latest;
};

std::vector<Row> rows_between(Database& database, std::int64_t business, std::uint64_t first, std::uint64_t end)
{
    auto query =
        database.query("SELECT e.position, e.type, e.order_id, o.latest = e.position FROM events e LEFT JOIN orders o "
                       "ON o.id = e.order_id WHERE e.business = ? AND e.seq >= ? AND e.seq < ?");
    query.bind(business).bind(first).bind(end);
    std::vector<Row> rows;
    while (query.step())
        rows.push_back({query.integer(0), static_cast<domain::EventType>(query.integer(1)),
                        query.is_null(2) ? std::nullopt : std::optional(query.uuid(2)), query.integer(3) != 0});
    return rows;
}

void take_off(WriteAccess& access, Row const& row)
{
    if (row.type == domain::EventType::order_created) forget_key(access, *row.order);
    if (!row.is_latest) drop_event(access, row.position, row.type);
}

}

std::size_t trim_log(WriteAccess& access, base::Instant before, std::size_t limit)
{
    auto const due = find_due(access.database, before, limit);
    for (auto const& [number, last] : due.last) {
        auto* const ledger = access.ledgers.find_by_number(number);
        if (!ledger) continue;  // Deleted: its log stays as it is.
        // The newest event stays: its turn comes with the next one that is trimmed.
        auto const end = std::min(last + 1, ledger->log.head);
        if (end <= ledger->oldest) continue;
        for (auto const& row : rows_between(access.database, number, ledger->oldest, end)) take_off(access, row);
        access.ledgers.set_oldest(*ledger, end);
        drop_marks_of_trimmed(access, *ledger);
    }
    access.database.query("UPDATE trimming SET position = ?").bind(due.position).run();
    return due.count;
}

}
