// SPDX-License-Identifier: Apache-2.0
#include "realtime/poll.hpp"

#include "domain/failures.hpp"
#include "realtime/core_topics.hpp"
#include "realtime/frame.hpp"
#include "realtime/listener.hpp"
#include "usecases/log_access.hpp"

#include <boost/asio/this_coro.hpp>

#include <span>

namespace realtime {

namespace {

ports::NotificationQuery to_store(domain::BusinessId business, domain::LogFilter const& filter,
                                  Poll::Query const& query)
{
    ports::NotificationQuery result{.business = business,
                                    .max_events = query.limit,
                                    .max_bytes = max_batch_bytes,
                                    .unread_only = query.unread_only,
                                    .types = query.types,
                                    .posted_by = filter.channel};
    if (query.cursor) {
        result.after = query.cursor->seq;
        result.with_deleted = !query.is_filtered();
    }
    if (!filter.takes_all()) result.with_deleted = true;
    return result;
}

Poll::Answer to_answer(ports::NotificationPage&& page, domain::LogFilter const& filter)
{
    bool const has_marks = filter.takes_all();
    Poll::Answer answer{
        .position = std::move(page.position), .marks = page.marks, .cursor = page.looked_to, .has_marks = has_marks};
    for (auto& each : page.notifications) {
        std::string_view const text = *each.text;
        answer.events.push_back({std::move(each.text), text, has_marks && each.is_read, has_marks && each.is_deleted});
    }
    return answer;
}

void append(Poll::Answer& answer, std::span<Frame const> tail, std::size_t limit)
{
    for (auto const& frame : tail.first(batch_size(tail, limit, max_batch_bytes))) {
        answer.events.push_back({frame.message, frame.event()});
        answer.cursor = frame.seq;
    }
}

bool is_complete(Poll::Answer const& answer) { return answer.reset || !answer.events.empty() || answer.has_more(); }

}

base::Task<base::Result<Poll::Answer>> Poll::read(domain::Principal const& caller, domain::BusinessId business,
                                                  Query query)
{
    bool const may_wait = query.wait > query.wait.zero();
    auto answer = co_await read_log(caller, business, std::move(query));
    if (answer && !answer->events.empty()) {
        auto& metrics = hub_.local(co_await boost::asio::this_coro::executor)->metrics();
        (may_wait ? metrics.long_poll_events : metrics.poll_events).add(answer->events.size());
    }
    co_return answer;
}

base::Task<base::Result<Poll::Answer>> Poll::read_log(domain::Principal const& caller, domain::BusinessId business,
                                                      Query query)
{
    auto const filter = co_await usecases::require_log(access_, caller, business);
    if (!filter) co_return std::unexpected(filter.error());
    if (query.unread_only && !filter->takes_all()) co_return std::unexpected(domain::not_permitted());

    if (query.is_known) {
        auto position = co_await log_.position(business);
        if (!position) co_return std::unexpected(position.error());
        auto const marks = co_await notifications_.marks(business);
        if (!marks) co_return std::unexpected(marks.error());
        if (query.is_known(*position, *marks))
            co_return Answer{.position = std::move(*position), .marks = *marks, .is_known = true};
    }
    Reading reading{business, *filter, std::move(query)};
    if (!reading.query.cursor) co_return co_await newest(reading);
    auto const deadline = Clock::now() + reading.query.wait;
    auto answer = co_await after(reading);
    if (!answer || is_complete(*answer) || reading.query.wait == reading.query.wait.zero()) co_return answer;
    co_return co_await wait_for_more(caller, std::move(reading), std::move(*answer), deadline);
}

base::Task<base::Result<Poll::Answer>> Poll::newest(Reading const& reading)
{
    auto page = co_await notifications_.read(to_store(reading.business, reading.filter, reading.query));
    if (!page) co_return std::unexpected(page.error());
    auto answer = to_answer(std::move(*page), reading.filter);
    answer.cursor = answer.position.head;
    co_return answer;
}

base::Task<base::Result<Poll::Answer>> Poll::after(Reading const& reading)
{
    auto const& query = reading.query;
    auto page = co_await notifications_.read(to_store(reading.business, reading.filter, query));
    if (!page) co_return std::unexpected(page.error());

    auto reset = check(*query.cursor, page->position);
    bool const takes_all = !query.is_filtered() && reading.filter.takes_all();
    bool const skips =
        takes_all && !page->notifications.empty() && page->notifications.front().seq != query.cursor->seq + 1;
    if (!reset && skips) reset = ResetReason::trimmed;
    if (reset)
        co_return Answer{.position = std::move(page->position),
                         .marks = page->marks,
                         .reset = reset,
                         .has_marks = reading.filter.takes_all()};
    co_return to_answer(std::move(*page), reading.filter);
}

base::Task<base::Result<Poll::Answer>> Poll::wait_for_more(domain::Principal const& caller, Reading reading,
                                                           Answer answer, Time deadline)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    Listener listener(hub_.local(executor), domain::Transport::long_poll);
    listener.set_deadline(deadline);
    auto const joined = co_await listener.join(reading.business, caller);
    if (!joined) co_return std::unexpected(joined.error());
    listener.device()->saw(answer.cursor, Clock::now());
    auto& query = reading.query;
    bool const takes_all = !query.is_filtered() && reading.filter.takes_all();
    // A revocation between the look at the credential and the join was told to nobody.
    bool must_check = true;

    while (true) {
        if (listener.take_check() || must_check) {
            auto const checked = co_await usecases::recheck_log(access_, caller, reading.business);
            if (!checked) co_return std::unexpected(checked.error());
            listener.set_deadline(deadline);
            must_check = false;
        }
        auto const& topic = *listener.topic();
        auto const& position = topic.position();
        bool const is_same_log = position.epoch == query.cursor->epoch;
        auto const tail = topic.tail_after(answer.cursor);
        // Nobody marked anything since the store was read, so what came since is unread.
        bool const is_unmarked = topic.marks().version == answer.marks.version;
        if (is_same_log && is_unmarked && takes_all && !tail.empty()) {
            answer.position = position;
            answer.marks = topic.marks();
            append(answer, tail, query.limit);
            co_return answer;
        }
        if (!is_same_log || topic.head() > answer.cursor) {
            query.cursor->seq = answer.cursor;
            auto again = co_await after(reading);
            if (!again || is_complete(*again) || again->cursor == answer.cursor) co_return again;
            answer = std::move(*again);
            continue;
        }

        bool goes_on = !listener.is_draining() && Clock::now() < deadline;
        if (goes_on) goes_on = co_await listener.wait(true);
        if (goes_on) continue;
        if (topic.position().epoch == query.cursor->epoch && topic.head() == answer.cursor) {
            answer.position = topic.position();
            answer.marks = topic.marks();
        }
        co_return answer;
    }
}

}
