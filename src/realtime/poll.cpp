// SPDX-License-Identifier: Apache-2.0
#include "realtime/poll.hpp"

#include "realtime/core_topics.hpp"
#include "realtime/frame.hpp"
#include "realtime/listener.hpp"
#include "realtime/log_access.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace realtime {

namespace {

/// Keeps the newest events that one answer may carry.
void keep_newest(std::vector<Poll::Event>& events, std::size_t limit)
{
    std::size_t bytes = 0;
    std::size_t kept = 0;
    while (kept < events.size() && kept < limit) {
        bytes += events[events.size() - 1 - kept].text.size();
        if (kept > 0 && bytes > max_batch_bytes) break;
        ++kept;
    }
    events.erase(events.begin(), events.end() - static_cast<std::ptrdiff_t>(kept));
}

void append(Poll::Answer& answer, ports::LogPage const& page)
{
    answer.position = page.position;
    for (auto const& entry : page.entries) {
        answer.events.push_back({entry.text, *entry.text});
        answer.cursor = entry.seq;
    }
}

void append(Poll::Answer& answer, std::span<Frame const> tail, std::size_t limit)
{
    for (auto const& frame : tail.first(batch_size(tail, limit, max_batch_bytes))) {
        answer.events.push_back({frame.message, frame.event()});
        answer.cursor = frame.seq;
    }
}

}

base::Task<base::Result<Poll::Answer>> Poll::read(domain::Principal const& caller, domain::BusinessId business,
                                                  Query query)
{
    auto const permitted = co_await require_log(access_, caller, business);
    if (!permitted) co_return std::unexpected(permitted.error());

    if (!query.cursor) co_return co_await newest(business, query.limit);
    auto answer = co_await after(business, *query.cursor, query.limit);
    bool const is_answered = !answer || answer->reset || !answer->events.empty();
    if (is_answered || query.wait == query.wait.zero()) co_return answer;
    co_return co_await wait_for_more(business, std::move(*answer), std::move(query));
}

base::Task<base::Result<Poll::Answer>> Poll::newest(domain::BusinessId business, std::size_t limit)
{
    auto const position = co_await log_.position(business);
    if (!position) co_return std::unexpected(position.error());

    Answer answer;
    answer.position = *position;
    auto const first = position->head > limit ? position->head - limit : 0;
    answer.cursor = std::max(first, position->oldest - 1);
    auto const head = position->head;
    // The store's limit on bytes cuts at the far end; the newest are wanted.
    while (answer.cursor < head) {
        auto const page = co_await log_.read(business, answer.cursor, head - answer.cursor, max_batch_bytes);
        if (!page) co_return std::unexpected(page.error());
        append(answer, *page);
        if (page->entries.empty()) answer.cursor = head;
        keep_newest(answer.events, limit);
    }
    answer.position.head = std::max(head, answer.cursor);
    co_return answer;
}

base::Task<base::Result<Poll::Answer>> Poll::after(domain::BusinessId business, Cursor const& cursor, std::size_t limit)
{
    auto const page = co_await log_.read(business, cursor.seq, limit, max_batch_bytes);
    if (!page) co_return std::unexpected(page.error());

    Answer answer;
    answer.position = page->position;
    answer.reset = check(cursor, page->position);
    if (answer.reset) co_return answer;
    answer.cursor = cursor.seq;
    bool const follows = page->entries.empty() || page->entries.front().seq == cursor.seq + 1;
    if (follows)
        append(answer, *page);
    else
        answer.reset = ResetReason::trimmed;
    co_return answer;
}

base::Task<base::Result<Poll::Answer>> Poll::wait_for_more(domain::BusinessId business, Answer answer, Query query)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    auto const deadline = Clock::now() + query.wait;
    Listener listener(hub_.local(executor), Transport::long_poll);
    listener.set_deadline(deadline);
    auto const joined = co_await listener.join(business);
    if (!joined) co_return std::unexpected(joined.error());

    while (true) {
        auto const& topic = *listener.topic();
        bool const is_same_log = topic.position().epoch == query.cursor->epoch;
        auto const tail = topic.tail_after(answer.cursor);
        if (is_same_log && !tail.empty()) {
            answer.position = topic.position();
            append(answer, tail, query.limit);
            co_return answer;
        }
        if (!is_same_log || topic.head() > answer.cursor)
            co_return co_await after(business, *query.cursor, query.limit);

        bool goes_on = !listener.is_draining() && Clock::now() < deadline;
        if (goes_on) goes_on = co_await listener.wait(true);
        if (!goes_on) co_return answer;
    }
}

}
