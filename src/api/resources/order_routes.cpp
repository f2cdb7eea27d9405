// SPDX-License-Identifier: Apache-2.0
#include "api/resources/order_routes.hpp"

#include "api/bodies/order_body.hpp"
#include "api/bodies/preconditions.hpp"
#include "api/bodies/query.hpp"
#include "api/resources/order_history.hpp"
#include "api/routing/path.hpp"
#include "api/routing/problem.hpp"
#include "json/writer.hpp"

namespace api {

namespace {

using domain::Principal;
using http::Request;
using http::Response;

/// The order as it is stored and how many devices hear of it now.
std::string with_devices(std::string order, std::size_t listening)
{
    json::Writer(order).reopen_object().member("devices_listening", std::uint64_t{listening}).end_object();
    return order;
}

Response order_response(http::Status status, ports::StoredOrder order)
{
    return http::json_response(status, std::move(order.text)).with("ETag", entity_tag(order.version));
}

Response placed_response(ports::Decided placed, std::size_t listening)
{
    using enum domain::Settled::How;
    auto& order = *placed.order;
    auto const status = placed.is_settled(existing) ? http::Status::ok : http::Status::created;
    auto response = http::json_response(status, with_devices(std::move(order.text), listening));
    response.headers.reserve(4);
    response.with("Location", "/api/v1/orders/" + order.id.text());
    response.with("ETag", entity_tag(order.version));
    if (placed.is_settled(replayed)) response.with("Idempotency-Replayed", "true");
    return response;
}

/// Says of a closed business why it is closed, and until when where that is known.
Response not_accepting(Request const& request, domain::Refused const& refused)
{
    std::string extra;
    json::Writer writer(extra);
    writer.key("reasons").begin_array();
    for (auto const& reason : refused.reasons)
        writer.begin_object().member("code", reason.code).member("until", reason.until).end_object();
    writer.end_array();
    return problem(refused.failure, request, std::move(extra));
}

base::Task<Response> place_order(usecases::Orders& orders, ports::Presence const& presence, Request& request,
                                 Principal const& caller)
{
    auto key = idempotency_key(request);
    if (!key) co_return problem(key.error(), request);
    auto const query = Query::read(request, {{"business_id"}});
    if (!query) co_return problem(query.error(), request);
    auto const business = query->text("business_id", 100);
    if (!business) co_return problem(business.error(), request);
    auto order = parse_new_order(request.body, *business);
    if (!order) co_return problem(order.error(), request);

    order->idempotency_key = std::move(*key);
    auto placed = co_await orders.place(caller, std::move(*order));
    if (!placed) co_return problem(placed.error(), request);
    if (auto const* refused = placed->refused()) co_return not_accepting(request, *refused);
    auto const listening = presence.listening(placed->order->business);
    co_return placed_response(std::move(*placed), listening);
}

base::Task<Response> read_order(usecases::Orders& orders, Request& request, Principal const& caller)
{
    auto const id = order_in_path(request);
    if (!id) co_return problem(id.error(), request);
    auto order = co_await orders.find(caller, *id);
    if (!order) co_return problem(order.error(), request);
    co_return order_response(http::Status::ok, std::move(*order));
}

Response page_response(ports::OrderPage const& page)
{
    std::size_t size = 64;
    for (auto const& order : page.orders) size += order.text.size() + 1;
    std::string body;
    body.reserve(size);
    json::Writer writer(body);
    writer.begin_object().key("orders").begin_array();
    for (auto const& order : page.orders) writer.raw(order.text);
    writer.end_array().member("has_more", page.next.has_value()).key("cursor");
    page.next ? writer.value(*page.next) : writer.null();
    writer.end_object();
    return http::json_response(http::Status::ok, std::move(body));
}

base::Task<Response> list_orders(usecases::Orders& orders, Request& request, Principal const& caller)
{
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto query = parse_order_query(request, *business);
    if (!query) co_return problem(query.error(), request);
    auto const page = co_await orders.list(caller, std::move(*query));
    if (!page) co_return problem(page.error(), request);
    co_return page_response(*page);
}

/// With the order as it is, so that the caller need not ask for it.
Response refusal_response(Request const& request, domain::Refused const& refused, ports::StoredOrder const& order)
{
    std::string extra;
    json::Writer writer(extra);
    if (refused.why == domain::Refusal::no_such_arrow) {
        writer.key("allowed_next").begin_array();
        for (auto const status : refused.allowed_next) writer.value(domain::to_text(status));
        writer.end_array();
    }
    writer.key("order").raw(order.text);
    return problem(refused.failure, request, std::move(extra));
}

Response changed_response(Request const& request, ports::Decided changed)
{
    if (auto const* refused = changed.refused()) return refusal_response(request, *refused, *changed.order);
    return order_response(http::Status::ok, std::move(*changed.order));
}

base::Task<Response> change_status(usecases::Orders& orders, Request& request, Principal const& caller)
{
    auto const version = if_match(request);
    if (!version) co_return problem(version.error(), request);
    auto status = parse_new_status(request.body, *version);
    if (!status) co_return problem(status.error(), request);
    auto const id = order_in_path(request);
    if (!id) co_return problem(id.error(), request);

    auto change = co_await orders.change_status(caller, *id, std::move(*status));
    if (!change) co_return problem(change.error(), request);
    co_return changed_response(request, std::move(*change));
}

base::Task<Response> edit_order(usecases::Orders& orders, Request& request, Principal const& caller)
{
    auto const version = if_match(request);
    if (!version) co_return problem(version.error(), request);
    auto patch = parse_order_patch(request.body);
    if (!patch) co_return problem(patch.error(), request);
    auto const id = order_in_path(request);
    if (!id) co_return problem(id.error(), request);

    auto edited = co_await orders.edit(caller, *id, std::move(*patch), *version);
    if (!edited) co_return problem(edited.error(), request);
    co_return changed_response(request, std::move(*edited));
}

base::Task<Response> mark_seen(usecases::Orders& orders, Request& request, Principal const& caller)
{
    auto const id = order_in_path(request);
    if (!id) co_return problem(id.error(), request);
    auto const marked = co_await orders.mark_seen(caller, *id);
    if (!marked) co_return problem(marked.error(), request);
    co_return Response{.status = http::Status::no_content, .content_type = {}};
}

base::Task<Response> read_history(usecases::Orders& orders, Request& request, Principal const& caller)
{
    auto const id = order_in_path(request);
    if (!id) co_return problem(id.error(), request);
    auto const history = co_await orders.history(caller, *id);
    if (!history) co_return problem(history.error(), request);
    co_return http::json_response(http::Status::ok, order_history_text(*history));
}

}

std::vector<Route> order_routes(usecases::Orders& orders, ports::Presence const& presence)
{
    using enum http::Method;
    auto const placing = [&orders, &presence](Request& request, Principal const& caller) {
        return place_order(orders, presence, request, caller);
    };
    auto const with_orders = [&orders](auto handler) {
        return
            [&orders, handler](Request& request, Principal const& caller) { return handler(orders, request, caller); };
    };
    return {
        {post, "/api/v1/orders", Callers::users_and_channels, rates::usual, placing},
        {get, "/api/v1/orders/{id}", Callers::users_and_channels, rates::usual, with_orders(read_order)},
        {patch, "/api/v1/orders/{id}", Callers::users_and_channels, rates::usual, with_orders(edit_order)},
        {patch, "/api/v1/orders/{id}/status", Callers::users_and_channels, rates::usual, with_orders(change_status)},
        {post, "/api/v1/orders/{id}/seen", Callers::users_and_channels, rates::usual, with_orders(mark_seen)},
        {get, "/api/v1/orders/{id}/history", Callers::users_and_channels, rates::usual, with_orders(read_history)},
        {get, "/api/v1/businesses/{business_id}/orders", Callers::users_and_channels, rates::usual,
         with_orders(list_orders)},
    };
}

}
