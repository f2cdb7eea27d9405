// SPDX-License-Identifier: Apache-2.0
#include "api/streams/stream_snapshot.hpp"

#include "api/bodies/query.hpp"
#include "api/routing/path.hpp"
#include "api/routing/problem.hpp"
#include "domain/failures.hpp"
#include "json/writer.hpp"
#include "realtime/cursor.hpp"

namespace api {

namespace {

using http::Request;
using http::Response;
using usecases::Snapshots;

constexpr std::size_t max_orders = 500;
constexpr std::size_t max_cursor = 500;

struct SnapshotQuery {
    std::size_t limit = max_orders;
    std::optional<Snapshots::Continuation> continuation;
};

/// `<first page's cursor>~<where the store goes on>`: every page states the same cursor.
base::Result<Snapshots::Continuation> parse_continuation(std::string_view text)
{
    auto const tilde = text.find('~');
    auto first = realtime::parse_cursor(text.substr(0, tilde));
    if (!first) return std::unexpected(first.error());
    if (tilde == text.npos) return std::unexpected(domain::query_invalid("cursor", "is not the `next` of a snapshot."));
    return Snapshots::Continuation{std::move(first->epoch), first->seq, std::string(text.substr(tilde + 1))};
}

base::Result<SnapshotQuery> parse_snapshot(Request const& request)
{
    auto const query = Query::read(request, {{"cursor"}, {"limit"}});
    if (!query) return std::unexpected(query.error());
    auto const limit = query->limit(max_orders, max_orders);
    if (!limit) return std::unexpected(limit.error());
    auto const cursor = query->text("cursor", max_cursor);
    if (!cursor) return std::unexpected(cursor.error());

    SnapshotQuery result{.limit = *limit, .continuation = {}};
    if (*cursor) {
        auto continuation = parse_continuation(**cursor);
        if (!continuation) return std::unexpected(continuation.error());
        result.continuation = std::move(*continuation);
    }
    return result;
}

std::string to_json(Snapshots::Page const& page)
{
    std::size_t size = 512;
    for (auto const& order : page.orders) size += order.text.size() + 1;
    std::string body;
    body.reserve(size);

    auto const cursor = realtime::format_cursor(page.epoch, page.cursor);
    json::Writer writer(body);
    writer.begin_object();
    writer.member("epoch", page.epoch).member("head", page.head).member("oldest", page.oldest);
    writer.member("cursor", cursor).key("orders").begin_array();
    for (auto const& order : page.orders) writer.raw(order.text);
    writer.end_array().member("has_more", page.next.has_value()).key("next");
    page.next ? writer.value(cursor + '~' + *page.next) : writer.null();
    writer.end_object();
    return body;
}

base::Task<Response> read_snapshot(Snapshots& snapshots, Request& request, domain::Principal const& caller)
{
    auto query = parse_snapshot(request);
    if (!query) co_return problem(query.error(), request);
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto const page = co_await snapshots.read(caller, *business, query->limit, std::move(query->continuation));
    if (!page) co_return problem(page.error(), request);
    co_return http::json_response(http::Status::ok, to_json(*page));
}

}

std::vector<Route> stream_snapshot_routes(Snapshots& snapshots)
{
    MemberHandler const read = [&snapshots](Request& request, domain::Principal const& caller) {
        return read_snapshot(snapshots, request, caller);
    };
    return {{http::Method::get, "/api/v1/businesses/{business_id}/snapshot", Callers::users_and_channels, rates::usual,
             read}};
}

}
