// SPDX-License-Identifier: Apache-2.0
#include "api/resources/notification_routes.hpp"

#include "api/bodies/body.hpp"
#include "api/bodies/query.hpp"
#include "api/routing/path.hpp"
#include "api/routing/problem.hpp"
#include "json/writer.hpp"

namespace api {

namespace {

using domain::Principal;
using http::Request;
using http::Response;
using usecases::Notifications;

/// What may be left out, but not filled in.
struct Nothing {};

base::Result<Nothing> parse_nothing(std::string_view body)
{
    if (body.empty()) return Nothing{};
    return parse_body<Nothing>(body, [](auto&, auto&, auto&) {});
}

base::Result<domain::EventId> parse_up_to(std::string_view body)
{
    return parse_body<domain::EventId>(body, [](json::ObjectReader& reader, domain::EventId& id, json::Errors&) {
        note_if_missing(reader, "up_to");
        auto const text = reader.text("up_to", {.max = 100});
        if (!text) return;
        auto const parsed = domain::EventId::parse(*text);
        if (!parsed) return reader.note("up_to", "invalid", "must be the id of a notification");
        id = *parsed;
    });
}

Response counted(base::Result<ports::UnreadCount> const& count, Request const& request)
{
    if (!count) return problem(count.error(), request);
    std::string body;
    json::Writer writer(body);
    writer.begin_object().member("unread_count", count->unread).member("read_version", count->read_version);
    writer.end_object();
    return http::json_response(http::Status::ok, std::move(body));
}

base::Task<Response> count_unread(Notifications& notifications, Request& request, Principal const& caller)
{
    auto const query = Query::read(request, {});
    if (!query) co_return problem(query.error(), request);
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    co_return counted(co_await notifications.count_unread(caller, *business), request);
}

base::Task<Response> mark_read(Notifications& notifications, Request& request, Principal const& caller)
{
    auto const nothing = parse_nothing(request.body);
    if (!nothing) co_return problem(nothing.error(), request);
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto const event = id_or_nil<domain::EventId>(request, 1);
    co_return counted(co_await notifications.mark_read(caller, *business, event), request);
}

base::Task<Response> mark_read_up_to(Notifications& notifications, Request& request, Principal const& caller)
{
    auto const event = parse_up_to(request.body);
    if (!event) co_return problem(event.error(), request);
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    co_return counted(co_await notifications.mark_read_up_to(caller, *business, *event), request);
}

base::Task<Response> remove(Notifications& notifications, Request& request, Principal const& caller)
{
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto const event = id_or_nil<domain::EventId>(request, 1);
    auto const count = co_await notifications.remove(caller, *business, event);
    if (!count) co_return problem(count.error(), request);
    co_return Response{.status = http::Status::no_content, .content_type = {}};
}

base::Task<Response> send_test(Notifications& notifications, Request& request, Principal const& caller)
{
    auto const nothing = parse_nothing(request.body);
    if (!nothing) co_return problem(nothing.error(), request);
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto const sent = co_await notifications.send_test(caller, *business);
    if (!sent) co_return problem(sent.error(), request);
    co_return http::json_response(http::Status::created, *sent->text);
}

}

std::vector<Route> notification_routes(Notifications& notifications)
{
    using enum http::Method;
    auto const bound = [&notifications](auto handler) {
        return [&notifications, handler](Request& request, Principal const& caller) {
            return handler(notifications, request, caller);
        };
    };
    std::string const list = "/api/v1/businesses/{business_id}/notifications";
    return {
        {get, list + "/unread-count", Callers::users, rates::usual, bound(count_unread)},
        {post, list + "/read-all", Callers::users, rates::usual, bound(mark_read_up_to)},
        {post, list + "/test", Callers::users, rates::usual, bound(send_test)},
        {post, list + "/{id}/read", Callers::users, rates::usual, bound(mark_read)},
        {delete_, list + "/{id}", Callers::users, rates::usual, bound(remove)},
    };
}

}
