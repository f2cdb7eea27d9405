// SPDX-License-Identifier: Apache-2.0
#include "model/notification_store.hpp"

#include "model/event_log.hpp"
#include "model/insist.hpp"

#include <algorithm>

namespace model {

namespace {

bool is_wanted(ports::NotificationQuery const& query, domain::Marks const& marks, EventDocument const& event)
{
    auto const seq = event.event.seq;
    if (marks.is_deleted(seq) && !query.with_deleted) return false;
    if (marks.is_read(seq) && query.unread_only) return false;
    if (!query.types.empty() && std::ranges::find(query.types, event.event.type) == query.types.end()) return false;
    return !query.posted_by || domain::ApiKeyId::parse(event.posted_by) == query.posted_by;
}

/// From `events`, in the order in which they are to be taken: those that fit. `looked_to` is the last one looked at.
std::vector<ports::Notification> taken(ports::NotificationQuery const& query, domain::Marks const& marks,
                                       std::vector<EventPointer> const& events, std::uint64_t& looked_to)
{
    std::vector<ports::Notification> found;
    std::size_t bytes = 0;
    for (auto const& event : events) {
        auto const seq = event->event.seq;
        if (is_wanted(query, marks, *event)) {
            bytes += event->text->size();
            if (found.size() == query.max_events || (!found.empty() && bytes > query.max_bytes)) break;
            found.push_back({seq, event->text, marks.is_read(seq), marks.is_deleted(seq)});
        }
        looked_to = seq;
    }
    return found;
}

}

base::Task<base::Result<ports::NotificationPage>> NotificationStore::read(ports::NotificationQuery query)
{
    return answered(read_page(std::move(query)));
}

base::Task<base::Result<ports::NotificationPage>> NotificationStore::read_page(ports::NotificationQuery query)
{
    auto session = sessions_.causal();
    auto const log = co_await read_marked_log(database_, session, query.business);
    if (!log) co_return std::unexpected(business_not_found());
    auto events = co_await read_events(database_, session, log->tail, query.after.value_or(0), log->tail.head());
    if (!query.after) std::ranges::reverse(events);

    ports::NotificationPage page{log->tail.position(), summary(log->marks), {}, 0};
    auto looked_to = query.after.value_or(0);
    page.notifications = taken(query, log->marks, events, looked_to);
    page.looked_to = query.after ? looked_to : log->tail.head();
    if (!query.after) std::ranges::reverse(page.notifications);
    co_return page;
}

base::Task<base::Result<ports::ReadMarks>> NotificationStore::marks(domain::BusinessId business)
{
    return answered(find_marks(business));
}

base::Task<base::Result<ports::ReadMarks>> NotificationStore::find_marks(domain::BusinessId business)
{
    auto session = sessions_.causal();
    auto const log = co_await read_marked_log(database_, session, business);
    if (!log) co_return std::unexpected(business_not_found());
    co_return summary(log->marks);
}

base::Task<base::Result<ports::UnreadCount>> NotificationStore::count_unread(domain::BusinessId business)
{
    return answered(count(business));
}

base::Task<base::Result<ports::UnreadCount>> NotificationStore::count(domain::BusinessId business)
{
    auto session = sessions_.causal();
    auto const log = co_await read_marked_log(database_, session, business);
    if (!log) co_return std::unexpected(business_not_found());
    co_return ports::UnreadCount{log->unread(), log->marks.version()};
}

base::Task<base::Result<ports::UnreadCount>> NotificationStore::change(domain::BusinessId business,
                                                                       domain::EventId event, MarksChange apply)
{
    auto session = sessions_.causal();
    auto const tail = co_await read_tail(database_, session, business);
    if (!tail) co_return std::unexpected(business_not_found());
    auto const id = EventDocument::id_key(event);
    auto const found = co_await insist([&] { return database_.events.find(session, {0, id, just_after(id)}); });
    if (found.empty() || found.front()->business != business || found.front()->event.seq < tail->row.oldest)
        co_return base::failure(base::FailureKind::not_found, "notification_not_found",
                                "There is no such notification.");
    auto const marks = co_await change_marks(database_, session, gate_, business, apply, found.front()->event.seq);
    auto const after = co_await read_tail(database_, session, business);
    if (!after) co_return std::unexpected(business_not_found());
    co_return ports::UnreadCount{summary(marks).unread(after->head()), marks.version()};
}

base::Task<base::Result<ports::UnreadCount>> NotificationStore::mark_read(domain::BusinessId business,
                                                                          domain::EventId event)
{
    return answered(change(business, event, &domain::Marks::mark_read));
}

base::Task<base::Result<ports::UnreadCount>> NotificationStore::mark_read_up_to(domain::BusinessId business,
                                                                                domain::EventId event)
{
    return answered(change(business, event, &domain::Marks::mark_read_up_to));
}

base::Task<base::Result<ports::UnreadCount>> NotificationStore::remove(domain::BusinessId business,
                                                                       domain::EventId event)
{
    return answered(change(business, event, &domain::Marks::remove));
}

}
