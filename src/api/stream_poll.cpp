// SPDX-License-Identifier: Apache-2.0
#include "api/stream_poll.hpp"

#include "api/path.hpp"
#include "api/problem.hpp"
#include "api/query.hpp"
#include "base/text.hpp"
#include "json/writer.hpp"

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
        return std::unexpected(query_invalid("wait", "must be 0 to " + std::to_string(max_wait_s) + " seconds."));
    return std::chrono::seconds(*seconds);
}

base::Result<realtime::Poll::Query> parse_poll(Request const& request)
{
    auto const query = Query::read(request, {{"cursor"}, {"limit"}, {"wait"}});
    if (!query) return std::unexpected(query.error());
    auto const limit = query->limit(default_limit, max_limit);
    if (!limit) return std::unexpected(limit.error());
    auto const wait = parse_wait(*query);
    if (!wait) return std::unexpected(wait.error());
    auto const cursor = query->cursor();
    if (!cursor) return std::unexpected(cursor.error());

    realtime::Poll::Query result{.cursor = {}, .limit = *limit, .wait = *wait};
    if (*cursor) {
        auto parsed = realtime::parse_cursor(**cursor);
        if (!parsed) return std::unexpected(parsed.error());
        result.cursor = std::move(*parsed);
    }
    return result;
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
    writer.member("more", answer.has_more()).member("unread_count", realtime::retained(position));
    writer.key("notifications").begin_array();
    for (auto const& event : answer.events) writer.raw(event.text);
    writer.end_array().end_object();
    return body;
}

base::Task<Response> read_notifications(realtime::Poll& poll, Request& request, domain::Principal const& caller)
{
    auto query = parse_poll(request);
    if (!query) co_return problem(query.error(), request);
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);

    auto const answer = co_await poll.read(caller, *business, std::move(*query));
    if (!answer) co_return problem(answer.error(), request);
    co_return http::json_response(http::Status::ok, to_json(*answer));
}

}

std::vector<Route> stream_poll_routes(realtime::Poll& poll)
{
    MemberHandler const read = [&poll](Request& request, domain::Principal const& caller) {
        return read_notifications(poll, request, caller);
    };
    return {
        {http::Method::get, "/api/v1/businesses/{business_id}/notifications", Callers::users_and_channels, read},
    };
}

}
