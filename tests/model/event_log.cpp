// SPDX-License-Identifier: Apache-2.0
#include "model/event_log.hpp"

#include "model/insist.hpp"
#include "model/marks.hpp"
#include "model/projection.hpp"

#include <algorithm>

namespace model {

base::Failure business_not_found() { return domain::refused(domain::Refusal::business_not_found).failure; }

base::Failure order_not_found() { return domain::refused(domain::Refusal::order_not_found).failure; }

base::Task<std::vector<EventPointer>> read_events(Database& database, Session& session, Tail const& tail,
                                                  std::uint64_t after, std::size_t most)
{
    auto const head = tail.head();
    if (after >= head) co_return std::vector<EventPointer>();
    auto const business = tail.row.business.id;
    auto const first = std::max(after + 1, tail.row.oldest);
    co_return co_await insist([&] {
        return database.events.find(session, {EventDocument::by_seq, EventDocument::seq_key(business, first),
                                              EventDocument::seq_key(business, head + 1), most});
    });
}

base::Task<base::Result<ports::LogPosition>> EventLog::position(domain::BusinessId business)
{
    return answered(find_position(business));
}

base::Task<base::Result<ports::LogPosition>> EventLog::find_position(domain::BusinessId business)
{
    auto session = sessions_.causal();
    auto const tail = co_await read_tail(database_, session, business);
    if (!tail) co_return std::unexpected(business_not_found());
    co_return tail->position();
}

base::Task<base::Result<ports::LogPage>> EventLog::read(domain::BusinessId business, std::uint64_t after,
                                                        std::size_t max_events, std::size_t max_bytes)
{
    return answered(read_page(business, after, max_events, max_bytes));
}

base::Task<base::Result<ports::LogPage>> EventLog::read_page(domain::BusinessId business, std::uint64_t after,
                                                             std::size_t max_events, std::size_t max_bytes)
{
    auto session = sessions_.causal();
    auto const tail = co_await read_tail(database_, session, business);
    if (!tail) co_return std::unexpected(business_not_found());
    auto const events = co_await read_events(database_, session, *tail, after, max_events);
    ports::LogPage page{tail->position(), {}};
    std::size_t bytes = 0;
    for (auto const& event : events) {
        bytes += event->text->size();
        if (!page.entries.empty() && bytes > max_bytes) break;
        page.entries.push_back(
            {event->event.seq, event->event.type, event->text, domain::ApiKeyId::parse(event->posted_by)});
    }
    co_return page;
}

base::Task<base::Result<std::size_t>> EventLog::trim(base::Instant before) { return answered(trim_all(before)); }

base::Task<base::Result<std::size_t>> EventLog::trim_all(base::Instant before)
{
    auto session = sessions_.causal();
    auto const rows =
        co_await insist([&] { return database_.businesses.find(session, {0, {}, std::string(17, '\xff')}); });
    std::size_t total = 0;
    for (auto const& row : rows) total += co_await trim_one(session, row->business.id, before);
    co_return total;
}

base::Task<std::size_t> EventLog::trim_one(Session& session, domain::BusinessId business, base::Instant before)
{
    // Never what the projection has not reached: it leads to everything that outlives its event.
    co_await sweep(database_, session, business);
    auto const tail = co_await read_tail(database_, session, business);
    if (!tail) co_return 0;
    auto const events = co_await read_events(database_, session, *tail, 0, tail->head());
    auto end = tail->row.oldest;
    for (auto const& event : events) {
        if (event->event.occurred_at >= before || event->event.seq >= tail->row.projected_seq) break;
        end = event->event.seq + 1;
    }
    if (end == tail->row.oldest) co_return 0;

    // First it is said, then it is done: nobody misses what is still said to be there.
    (void)co_await insist([&] {
        return database_.businesses.update(session, BusinessDocument::id_key(business), [end](BusinessDocument& row) {
            row.oldest = std::max(row.oldest, end);
            return true;
        });
    });
    co_await trim_marks(database_, session, gate_, business, end - 1);
    (void)co_await insist([&] {
        return database_.events.remove(session, EventDocument::by_seq, EventDocument::seq_key(business, 0),
                                       EventDocument::seq_key(business, end));
    });
    co_return end - tail->row.oldest;
}

}
