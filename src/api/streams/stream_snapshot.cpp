// SPDX-License-Identifier: Apache-2.0
#include "api/streams/stream_snapshot.hpp"

#include "api/bodies/query.hpp"
#include "api/routing/path.hpp"
#include "api/routing/problem.hpp"
#include "domain/failures.hpp"
#include "json/writer.hpp"
#include "realtime/cursor.hpp"
#include "realtime/log_access.hpp"

namespace api {

namespace {

using http::Request;
using http::Response;

constexpr std::size_t max_orders = 500;
constexpr std::size_t max_cursor = 500;

/// A later page: `<first page's cursor>~<where the store goes on>`, so that every page of a snapshot states the
/// same cursor, which is not newer than any of its orders.
struct Continuation {
    realtime::Cursor first;
    std::string store;
};

struct SnapshotQuery {
    std::size_t limit = max_orders;
    std::optional<Continuation> continuation;
};

base::Result<Continuation> parse_continuation(std::string_view text)
{
    auto const tilde = text.find('~');
    auto first = realtime::parse_cursor(text.substr(0, tilde));
    if (!first) return std::unexpected(first.error());
    if (tilde == text.npos) return std::unexpected(domain::query_invalid("cursor", "is not the `next` of a snapshot."));
    return Continuation{std::move(*first), std::string(text.substr(tilde + 1))};
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

std::string to_json(ports::Snapshot const& snapshot, std::string_view cursor)
{
    std::size_t size = 512;
    for (auto const& order : snapshot.orders) size += order.text.size() + 1;
    std::string body;
    body.reserve(size);

    auto const& position = snapshot.position;
    json::Writer writer(body);
    writer.begin_object();
    writer.member("epoch", position.epoch).member("head", position.head).member("oldest", position.oldest);
    writer.member("cursor", cursor).key("orders").begin_array();
    for (auto const& order : snapshot.orders) writer.raw(order.text);
    writer.end_array().member("has_more", snapshot.next.has_value()).key("next");
    snapshot.next ? writer.value(std::string(cursor).append(1, '~').append(*snapshot.next)) : writer.null();
    writer.end_object();
    return body;
}

base::Task<Response> read_snapshot(usecases::Access& access, ports::OrderStore& orders, Request& request,
                                   domain::Principal const& caller)
{
    auto query = parse_snapshot(request);
    if (!query) co_return problem(query.error(), request);
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto const filter = co_await realtime::require_log(access, caller, *business);
    if (!filter) co_return problem(filter.error(), request);
    std::optional<std::string> posted_by;
    if (!filter->takes_all()) posted_by = caller.actor().credential;

    std::optional<std::string> store_cursor;
    if (query->continuation) store_cursor = query->continuation->store;
    auto const snapshot =
        co_await orders.open_orders(*business, query->limit, std::move(store_cursor), std::move(posted_by));
    if (!snapshot) co_return problem(snapshot.error(), request);

    realtime::Cursor first{snapshot->position.epoch, snapshot->position.head};
    if (query->continuation) first = query->continuation->first;
    if (first.epoch != snapshot->position.epoch)
        co_return problem(domain::query_invalid("cursor", "is of another history; begin anew."), request);
    co_return http::json_response(http::Status::ok,
                                  to_json(*snapshot, realtime::format_cursor(first.epoch, first.seq)));
}

}

std::vector<Route> stream_snapshot_routes(usecases::Access& access, ports::OrderStore& orders)
{
    MemberHandler const read = [&access, &orders](Request& request, domain::Principal const& caller) {
        return read_snapshot(access, orders, request, caller);
    };
    return {{http::Method::get, "/api/v1/businesses/{business_id}/snapshot", Callers::users_and_channels, rates::usual,
             read}};
}

}
