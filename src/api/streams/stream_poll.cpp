// SPDX-License-Identifier: Apache-2.0
#include "api/streams/stream_poll.hpp"

#include "api/bodies/preconditions.hpp"
#include "api/bodies/query.hpp"
#include "api/routing/path.hpp"
#include "api/routing/problem.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"
#include "domain/failures.hpp"
#include "json/writer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace api {

namespace {

using http::Request;
using http::Response;

constexpr std::size_t default_limit = 50;
constexpr std::size_t max_limit = 100;
constexpr std::uint32_t max_wait_s = 25;

base::Result<std::chrono::seconds> parse_wait(Query const& query)
{
    auto const text = query.text("wait", 10);
    if (!text) return std::unexpected(text.error());
    if (!*text) return std::chrono::seconds(0);
    auto const seconds = base::parse_number<std::uint32_t>(**text);
    if (!seconds || *seconds > max_wait_s)
        return std::unexpected(
            domain::query_invalid("wait", "must be 0 to " + std::to_string(max_wait_s) + " seconds."));
    return std::chrono::seconds(*seconds);
}

base::Result<std::vector<domain::EventType>> parse_types(std::vector<std::string_view> const& words)
{
    std::vector<domain::EventType> result;
    for (auto const word : words) {
        auto const type = domain::parse_event_type(word);
        if (!type) return std::unexpected(domain::query_invalid("type", "must be types of events."));
        if (std::ranges::find(result, *type) == result.end()) result.push_back(*type);
    }
    std::ranges::sort(result);
    return result;
}

base::Result<realtime::Poll::Query> parse_poll(Request const& request)
{
    auto const query =
        Query::read(request, {{"cursor"}, {"limit"}, {"wait"}, {"unread_only"}, {.name = "type", .may_repeat = true}});
    if (!query) return std::unexpected(query.error());
    auto const limit = query->limit(default_limit, max_limit);
    if (!limit) return std::unexpected(limit.error());
    auto const wait = parse_wait(*query);
    if (!wait) return std::unexpected(wait.error());
    auto const cursor = query->cursor();
    if (!cursor) return std::unexpected(cursor.error());

    auto const unread_only = query->flag("unread_only");
    if (!unread_only) return std::unexpected(unread_only.error());
    auto types = parse_types(query->words("type"));
    if (!types) return std::unexpected(types.error());

    realtime::Poll::Query result{
        .cursor = {}, .limit = *limit, .wait = *wait, .unread_only = *unread_only, .types = std::move(*types)};
    if (*cursor) {
        auto parsed = realtime::parse_cursor(**cursor);
        if (!parsed) return std::unexpected(parsed.error());
        result.cursor = std::move(*parsed);
    }
    return result;
}

/// Names what an answer depends on: the log's position, the marks, the query, and the key of a channel.
std::string entity_tag(ports::LogPosition const& position, ports::ReadMarks const& marks,
                       realtime::Poll::Query const& query, domain::Principal const& caller)
{
    auto text = fmt::format("{} {} {} {} {} {} ", position.epoch, position.head, position.oldest, marks.version,
                            query.limit, query.unread_only);
    for (auto const type : query.types) text.append(domain::to_text(type)).append(1, ' ');
    if (query.cursor) text.append(realtime::format_cursor(query.cursor->epoch, query.cursor->seq));
    if (auto const* channel = caller.channel()) text.append(1, ' ').append(channel->key.text());
    return '"' + base::to_base64url(base::sha256_128(text)) + '"';
}

/// Marks stand behind the event's own members, and only when they are set: an event without is the same everywhere.
std::string marked(realtime::Poll::Event const& event)
{
    std::string text(event.text);
    json::Writer writer(text);
    writer.reopen_object();
    if (event.is_read) writer.member("read", true);
    if (event.is_deleted) writer.member("deleted", true);
    writer.end_object();
    return text;
}

std::string to_json(realtime::Poll::Answer const& answer)
{
    std::size_t size = 256;
    for (auto const& event : answer.events) size += event.text.size() + 1;
    std::string body;
    body.reserve(size);

    auto const& position = answer.position;
    json::Writer writer(body);
    writer.begin_object();
    if (answer.reset) writer.key("reset").begin_object().member("why", realtime::to_text(*answer.reset)).end_object();
    writer.member("epoch", position.epoch).member("head", position.head).member("oldest", position.oldest);
    writer.key("cursor");
    answer.reset ? writer.null() : writer.value(realtime::format_cursor(position.epoch, answer.cursor));
    writer.member("more", answer.has_more());
    if (answer.has_marks) {
        writer.member("unread_count", answer.marks.unread(position.head));
        writer.member("read_version", answer.marks.version);
    }
    writer.key("notifications").begin_array();
    for (auto const& event : answer.events)
        event.is_read || event.is_deleted ? writer.raw(marked(event)) : writer.raw(event.text);
    writer.end_array().end_object();
    return body;
}

base::Task<Response> read_notifications(realtime::Poll& poll, Request& request, domain::Principal const& caller)
{
    auto query = parse_poll(request);
    if (!query) co_return problem(query.error(), request);
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);

    // What waits for something new is never the same twice.
    bool const has_tag = query->wait == query->wait.zero();
    if (has_tag && request.header("If-None-Match"))
        query->is_known = [&](ports::LogPosition const& position, ports::ReadMarks const& marks) {
            return if_none_match_names(request, entity_tag(position, marks, *query, caller));
        };
    auto const answer = co_await poll.read(caller, *business, *query);
    if (!answer) co_return problem(answer.error(), request);

    Response response{.status = http::Status::not_modified, .content_type = {}};
    if (!answer->is_known) response = http::json_response(http::Status::ok, to_json(*answer));
    response.has_waited = !has_tag;
    if (has_tag)
        response.with("ETag", entity_tag(answer->position, answer->marks, *query, caller))
            .with("Cache-Control", "private, no-cache");
    co_return response;
}

}

std::vector<Route> stream_poll_routes(realtime::Poll& poll)
{
    MemberHandler const read = [&poll](Request& request, domain::Principal const& caller) {
        return read_notifications(poll, request, caller);
    };
    return {
        {http::Method::get, "/api/v1/businesses/{business_id}/notifications", Callers::users_and_channels, rates::poll,
         read},
    };
}

}
