// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/stores/read_marks.hpp"

namespace adapters::sqlite {

namespace {

/// Nothing: the event has no row.
std::optional<bool> find_is_deleted(WriteAccess& access, Ledger const& ledger, std::uint64_t seq)
{
    auto query = access.database.query("SELECT is_deleted FROM notification_marks WHERE business = ? AND seq = ?");
    if (!query.bind(ledger.number).bind(seq).step()) return std::nullopt;
    return query.integer(0) != 0;
}

void put_row(WriteAccess& access, Ledger const& ledger, std::uint64_t seq, bool is_deleted)
{
    access.database
        .query("INSERT INTO notification_marks(business, seq, is_deleted) VALUES(?, ?, ?) "
               "ON CONFLICT DO UPDATE SET is_deleted = excluded.is_deleted")
        .bind(ledger.number)
        .bind(seq)
        .bind(is_deleted ? 1 : 0)
        .run();
}

void drop_read_rows(WriteAccess& access, Ledger const& ledger, std::uint64_t after, std::uint64_t to)
{
    access.database
        .query("DELETE FROM notification_marks WHERE business = ? AND seq > ? AND seq <= ? AND is_deleted = 0")
        .bind(ledger.number)
        .bind(after)
        .bind(to)
        .run();
}

std::uint64_t count_rows(WriteAccess& access, Ledger const& ledger, std::uint64_t after, std::uint64_t to)
{
    auto query =
        access.database.query("SELECT count(*) FROM notification_marks WHERE business = ? AND seq > ? AND seq <= ?");
    query.bind(ledger.number).bind(after).bind(to).step();
    return query.unsigned_integer(0);
}

/// Moves `read_up_to` to `to` and on over the marked events that follow it, so that the one behind it is unread.
void raise(WriteAccess& access, Ledger const& ledger, ports::ReadMarks& marks, std::uint64_t to)
{
    auto const before = marks.read_up_to;
    marks.marked_above -= count_rows(access, ledger, before, to);
    marks.read_up_to = to;
    {
        auto query =
            access.database.query("SELECT seq FROM notification_marks WHERE business = ? AND seq > ? ORDER BY seq");
        query.bind(ledger.number).bind(to);
        while (query.step() && query.unsigned_integer(0) == marks.read_up_to + 1) {
            ++marks.read_up_to;
            --marks.marked_above;
        }
    }
    if (marks.read_up_to > before) drop_read_rows(access, ledger, before, marks.read_up_to);
}

/// One more event above `read_up_to` is marked.
void mark(WriteAccess& access, Ledger& ledger, std::uint64_t seq, bool is_deleted)
{
    auto marks = ledger.marks;
    put_row(access, ledger, seq, is_deleted);
    ++marks.marked_above;
    if (seq == marks.read_up_to + 1) raise(access, ledger, marks, marks.read_up_to);
    ++marks.version;
    access.ledgers.set_marks(ledger, marks);
}

}

void mark_read(WriteAccess& access, Ledger& ledger, std::uint64_t seq)
{
    if (seq <= ledger.marks.read_up_to || find_is_deleted(access, ledger, seq)) return;
    mark(access, ledger, seq, false);
}

void mark_deleted(WriteAccess& access, Ledger& ledger, std::uint64_t seq)
{
    auto const is_deleted = find_is_deleted(access, ledger, seq);
    if (is_deleted == true) return;
    if (!is_deleted && seq > ledger.marks.read_up_to) return mark(access, ledger, seq, true);

    // It counted as read before.
    put_row(access, ledger, seq, true);
    auto marks = ledger.marks;
    ++marks.version;
    access.ledgers.set_marks(ledger, marks);
}

void mark_read_up_to(WriteAccess& access, Ledger& ledger, std::uint64_t seq)
{
    auto marks = ledger.marks;
    if (seq <= marks.read_up_to) return;
    raise(access, ledger, marks, seq);
    ++marks.version;
    access.ledgers.set_marks(ledger, marks);
}

void drop_marks_of_trimmed(WriteAccess& access, Ledger& ledger)
{
    auto const trimmed = ledger.oldest - 1;
    auto marks = ledger.marks;
    if (trimmed > marks.read_up_to) raise(access, ledger, marks, trimmed);
    access.database.query("DELETE FROM notification_marks WHERE business = ? AND seq <= ?")
        .bind(ledger.number)
        .bind(trimmed)
        .run();
    if (marks != ledger.marks) access.ledgers.set_marks(ledger, marks);
}

}
