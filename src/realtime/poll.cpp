// SPDX-License-Identifier: Apache-2.0
#include "realtime/poll.hpp"

#include "realtime/core_topics.hpp"
#include "realtime/frame.hpp"
#include "realtime/listener.hpp"
#include "realtime/log_access.hpp"

#include <boost/asio/this_coro.hpp>

#include <span>

namespace realtime {

namespace {

ports::NotificationQuery to_store(domain::BusinessId business, Poll::Query const& query)
{
    ports::NotificationQuery result{.business = business,
                                    .max_events = query.limit,
                                    .max_bytes = max_batch_bytes,
                                    .unread_only = query.unread_only,
                                    .types = query.types};
    if (query.cursor) {
        result.after = query.cursor->seq;
        result.with_deleted = !query.is_filtered();
    }
    return result;
}

Poll::Answer to_answer(ports::NotificationPage&& page)
{
    Poll::Answer answer{.position = std::move(page.position), .cursor = page.looked_to};
    for (auto& each : page.notifications) {
        std::string_view const text = *each.text;
        answer.events.push_back({std::move(each.text), text, each.is_read, each.is_deleted});
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
    auto const permitted = co_await require_log(access_, caller, business);
    if (!permitted) co_return std::unexpected(permitted.error());

    if (query.is_known) {
        auto position = co_await log_.position(business);
        if (!position) co_return std::unexpected(position.error());
        if (query.is_known(*position)) co_return Answer{.position = std::move(*position), .is_known = true};
    }
    if (!query.cursor) co_return co_await newest(business, query);
    auto answer = co_await after(business, query);
    if (!answer || is_complete(*answer) || query.wait == query.wait.zero()) co_return answer;
    co_return co_await wait_for_more(business, std::move(*answer), std::move(query));
}

base::Task<base::Result<Poll::Answer>> Poll::newest(domain::BusinessId business, Query const& query)
{
    auto page = co_await notifications_.read(to_store(business, query));
    if (!page) co_return std::unexpected(page.error());
    auto answer = to_answer(std::move(*page));
    answer.cursor = answer.position.head;
    co_return answer;
}

base::Task<base::Result<Poll::Answer>> Poll::after(domain::BusinessId business, Query const& query)
{
    auto page = co_await notifications_.read(to_store(business, query));
    if (!page) co_return std::unexpected(page.error());

    auto reset = check(*query.cursor, page->position);
    bool const skips = !query.is_filtered() && !page->notifications.empty() &&
                       page->notifications.front().seq != query.cursor->seq + 1;
    if (!reset && skips) reset = ResetReason::trimmed;
    if (reset) co_return Answer{.position = std::move(page->position), .reset = reset};
    co_return to_answer(std::move(*page));
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
        auto const& position = topic.position();
        bool const is_same_log = position.epoch == query.cursor->epoch;
        auto const tail = topic.tail_after(answer.cursor);
        // Nobody marked anything since the store was read, so what came since is unread.
        bool const is_unmarked = position.marks.version == answer.position.marks.version;
        if (is_same_log && is_unmarked && !query.is_filtered() && !tail.empty()) {
            answer.position = position;
            append(answer, tail, query.limit);
            co_return answer;
        }
        if (!is_same_log || topic.head() > answer.cursor) {
            query.cursor->seq = answer.cursor;
            auto again = co_await after(business, query);
            if (!again || is_complete(*again) || again->cursor == answer.cursor) co_return again;
            answer = std::move(*again);
            continue;
        }

        bool goes_on = !listener.is_draining() && Clock::now() < deadline;
        if (goes_on) goes_on = co_await listener.wait(true);
        if (goes_on) continue;
        if (topic.position().epoch == query.cursor->epoch && topic.head() == answer.cursor)
            answer.position = topic.position();
        co_return answer;
    }
}

}
