// SPDX-License-Identifier: Apache-2.0
#include "api/resources/business_routes.hpp"

#include "api/bodies/business_body.hpp"
#include "api/bodies/preconditions.hpp"
#include "api/bodies/query.hpp"
#include "api/routing/path.hpp"
#include "api/routing/problem.hpp"
#include "forms/business.hpp"
#include "json/writer.hpp"

namespace api {

std::string business_text(usecases::Businesses const& businesses, domain::Business const& business)
{
    std::string text;
    forms::append_business(text, business, businesses.intake_of(business));
    return text;
}

namespace {

using domain::Principal;
using http::Request;
using http::Response;
using usecases::Businesses;

Response business_response(http::Status status, Businesses const& businesses, domain::Business const& business)
{
    return http::json_response(status, business_text(businesses, business)).with("ETag", entity_tag(business.version));
}

base::Task<Response> create(Businesses& businesses, Request& request, Principal const& caller)
{
    auto business = parse_new_business(request.body);
    if (!business) co_return problem(business.error(), request);
    auto const created = co_await businesses.create(caller, std::move(*business));
    if (!created) co_return problem(created.error(), request);
    co_return business_response(http::Status::created, businesses, *created)
        .with("Location", "/api/v1/businesses/" + created->id.text());
}

}

Response business_page(Businesses const& businesses, ports::BusinessStore::Page const& page)
{
    std::string body;
    json::Writer writer(body);
    writer.begin_object().key("businesses").begin_array();
    for (auto const& business : page.businesses) writer.raw(business_text(businesses, business));
    writer.end_array().member("has_more", page.next.has_value()).key("cursor");
    page.next ? writer.value(*page.next) : writer.null();
    writer.end_object();
    return http::json_response(http::Status::ok, std::move(body));
}

namespace {

base::Task<Response> list(Businesses& businesses, Request& request, Principal const& caller)
{
    auto const query = Query::read(request, {{"cursor"}, {"limit"}});
    if (!query) co_return problem(query.error(), request);
    auto cursor = query->cursor();
    if (!cursor) co_return problem(cursor.error(), request);
    auto const limit = query->limit(20, 100);
    if (!limit) co_return problem(limit.error(), request);

    auto const page = co_await businesses.list(caller, *limit, std::move(*cursor));
    if (!page) co_return problem(page.error(), request);
    co_return business_page(businesses, *page);
}

base::Task<Response> read(Businesses& businesses, Request& request, Principal const& caller)
{
    auto const id = business_in_path(request);
    if (!id) co_return problem(id.error(), request);
    auto const business = co_await businesses.find(caller, *id);
    if (!business) co_return problem(business.error(), request);
    co_return business_response(http::Status::ok, businesses, *business);
}

base::Task<Response> change(Businesses& businesses, Request& request, Principal const& caller)
{
    auto const version = if_match(request);
    if (!version) co_return problem(version.error(), request);
    auto patch = parse_business_patch(request.body);
    if (!patch) co_return problem(patch.error(), request);
    auto const id = business_in_path(request);
    if (!id) co_return problem(id.error(), request);

    auto const business = co_await businesses.change(caller, *id, std::move(*patch), *version);
    if (!business) co_return problem(business.error(), request);
    co_return business_response(http::Status::ok, businesses, *business);
}

base::Task<Response> remove(Businesses& businesses, Request& request, Principal const& caller)
{
    auto const id = business_in_path(request);
    if (!id) co_return problem(id.error(), request);
    auto const removed = co_await businesses.remove(caller, *id);
    if (!removed) co_return problem(removed.error(), request);
    co_return Response{.status = http::Status::no_content, .content_type = {}};
}

base::Task<Response> set_intake(Businesses& businesses, Request& request, Principal const& caller)
{
    auto const intake = parse_intake(request.body);
    if (!intake) co_return problem(intake.error(), request);
    auto const id = business_in_path(request);
    if (!id) co_return problem(id.error(), request);

    auto const business = co_await businesses.set_intake(caller, *id, *intake);
    if (!business) co_return problem(business.error(), request);
    co_return business_response(http::Status::ok, businesses, *business);
}

}

std::vector<Route> business_routes(Businesses& businesses)
{
    using enum http::Method;
    auto const bound = [&](auto handler) {
        return [&businesses, handler](Request& request, Principal const& caller) {
            return handler(businesses, request, caller);
        };
    };
    return {
        {post, "/api/v1/businesses", Callers::users, rates::usual, bound(create)},
        {get, "/api/v1/businesses", Callers::users, rates::usual, bound(list)},
        {get, "/api/v1/businesses/{business_id}", Callers::users, rates::usual, bound(read)},
        {patch, "/api/v1/businesses/{business_id}", Callers::users, rates::usual, bound(change)},
        {delete_, "/api/v1/businesses/{business_id}", Callers::users, rates::usual, bound(remove)},
        {put, "/api/v1/businesses/{business_id}/intake", Callers::users, rates::usual, bound(set_intake)},
    };
}

}
