// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/stores/notification_store.hpp"

#include "adapters/sqlite/engine/rows.hpp"
#include "adapters/sqlite/stores/notification_list.hpp"
#include "adapters/sqlite/stores/read_marks.hpp"

namespace adapters::sqlite {

namespace {

base::Failure notification_not_found()
{
    return {base::FailureKind::not_found, "notification_not_found", "There is no such notification."};
}

/// The seq of a retained event of this log.
std::optional<std::uint64_t> seq_of(WriteAccess& access, Ledger const& ledger, domain::EventId event)
{
    auto query = access.database.query("SELECT seq FROM events WHERE id = ? AND business = ?");
    if (!query.bind(event).bind(ledger.number).step()) return std::nullopt;
    auto const seq = query.unsigned_integer(0);
    return seq < ledger.oldest ? std::nullopt : std::optional(seq);
}

}

base::Task<base::Result<ports::NotificationPage>> SqliteNotificationStore::read(ports::NotificationQuery query)
{
    co_return readers_.run_consistently<ports::NotificationPage>(
        [&](Database& database) { return read_notifications(database, query); });
}

base::Task<base::Result<ports::ReadMarks>> SqliteNotificationStore::marks(domain::BusinessId business)
{
    co_return readers_.run_consistently<ports::ReadMarks>(
        [business](Database& database) -> base::Result<ports::ReadMarks> {
            auto const log = find_log(database, business);
            if (!log) return std::unexpected(business_not_found());
            return log->marks;
        });
}

base::Task<base::Result<ports::UnreadCount>> SqliteNotificationStore::count_unread(domain::BusinessId business)
{
    co_return readers_.run_consistently<ports::UnreadCount>(
        [business](Database& database) -> base::Result<ports::UnreadCount> {
            auto const log = find_log(database, business);
            if (!log) return std::unexpected(business_not_found());
            return ports::UnreadCount{log->marks.unread(log->position.head), log->marks.version};
        });
}

base::Task<base::Result<ports::UnreadCount>> SqliteNotificationStore::change(domain::BusinessId business,
                                                                             domain::EventId event, Change apply)
{
    return writer_.run<ports::UnreadCount>(
        [business, event, apply](WriteAccess& access) -> base::Result<ports::UnreadCount> {
            auto* const ledger = access.ledgers.find(business);
            if (!ledger) return std::unexpected(business_not_found());
            auto const seq = seq_of(access, *ledger, event);
            if (!seq) return std::unexpected(notification_not_found());
            apply(access, *ledger, *seq);
            return ports::UnreadCount{ledger->marks.unread(ledger->log.head), ledger->marks.version};
        });
}

base::Task<base::Result<ports::UnreadCount>> SqliteNotificationStore::mark_read(domain::BusinessId business,
                                                                                domain::EventId event)
{
    return change(business, event, &sqlite::mark_read);
}

base::Task<base::Result<ports::UnreadCount>> SqliteNotificationStore::mark_read_up_to(domain::BusinessId business,
                                                                                      domain::EventId event)
{
    return change(business, event, &sqlite::mark_read_up_to);
}

base::Task<base::Result<ports::UnreadCount>> SqliteNotificationStore::remove(domain::BusinessId business,
                                                                             domain::EventId event)
{
    return change(business, event, &mark_deleted);
}

}
