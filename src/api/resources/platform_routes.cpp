// SPDX-License-Identifier: Apache-2.0
#include "api/resources/platform_routes.hpp"

#include "api/bodies/body.hpp"
#include "api/bodies/preconditions.hpp"
#include "api/bodies/query.hpp"
#include "api/resources/business_routes.hpp"
#include "api/routing/path.hpp"
#include "api/routing/problem.hpp"
#include "domain/failures.hpp"
#include "forms/business.hpp"
#include "json/writer.hpp"

namespace api {

namespace {

using domain::Principal;
using http::Request;
using http::Response;
using usecases::Businesses;
using usecases::Platform;

constexpr std::string_view types = "restaurant, store, pharmacy, kitchen";
constexpr std::string_view statuses = "pending, approved, suspended";
constexpr std::size_t max_search = 100;

template <typename T>
base::Result<std::optional<T>> word(Query const& query, std::string_view name,
                                    std::optional<T> (*parse)(std::string_view), std::string_view choices)
{
    auto const text = query.text(name, 20);
    if (!text) return std::unexpected(text.error());
    if (!*text) return std::nullopt;
    auto const value = parse(**text);
    if (!value) return std::unexpected(domain::query_invalid(name, std::string("must be one of ").append(choices)));
    return value;
}

/// What search and the admins' list have in common: type, query, cursor, limit.
base::Result<ports::BusinessStore::Query> parse_query(Query const& query)
{
    ports::BusinessStore::Query result;
    auto const type = word(query, "type", domain::parse_business_type, types);
    if (!type) return std::unexpected(type.error());
    auto text = query.text("query", max_search);
    if (!text) return std::unexpected(text.error());
    auto cursor = query.cursor();
    if (!cursor) return std::unexpected(cursor.error());
    auto const limit = query.limit(20, 100);
    if (!limit) return std::unexpected(limit.error());
    result.type = *type;
    result.text = std::move(*text);
    result.cursor = std::move(*cursor);
    result.limit = *limit;
    return result;
}

/// What everybody may know of a business, and nothing else.
void append_published(json::Writer& writer, domain::Business const& business, bool is_accepting)
{
    std::string address;
    forms::append_address(address, business.address);
    writer.begin_object().member("id", business.id.text()).member("name", business.name);
    writer.member("type", domain::to_text(business.type)).key("address").raw(address);
    writer.member("accepting", is_accepting).end_object();
}

base::Task<Response> search(Businesses& businesses, Request& request)
{
    auto const query = Query::read(request, {{"type"}, {"query"}, {"cursor"}, {"limit"}});
    if (!query) co_return problem(query.error(), request);
    auto wanted = parse_query(*query);
    if (!wanted) co_return problem(wanted.error(), request);
    auto const page = co_await businesses.search(std::move(*wanted));
    if (!page) co_return problem(page.error(), request);

    std::string body;
    json::Writer writer(body);
    writer.begin_object().key("businesses").begin_array();
    for (auto const& business : page->businesses)
        append_published(writer, business, businesses.intake_of(business).is_accepting);
    writer.end_array().member("has_more", page->next.has_value()).key("cursor");
    page->next ? writer.value(*page->next) : writer.null();
    writer.end_object();
    co_return http::json_response(http::Status::ok, std::move(body));
}

base::Task<Response> list(Platform& platform, Businesses& businesses, Request& request, Principal const& caller)
{
    auto const query = Query::read(request, {{"status"}, {"type"}, {"query"}, {"cursor"}, {"limit"}});
    if (!query) co_return problem(query.error(), request);
    auto wanted = parse_query(*query);
    if (!wanted) co_return problem(wanted.error(), request);
    auto const status = word(*query, "status", domain::parse_business_status, statuses);
    if (!status) co_return problem(status.error(), request);
    wanted->status = *status;

    auto const page = co_await platform.list(caller, std::move(*wanted));
    if (!page) co_return problem(page.error(), request);
    co_return business_page(businesses, *page);
}

base::Task<Response> set_status(Platform& platform, Businesses& businesses, Request& request, Principal const& caller)
{
    auto const status =
        parse_body<domain::BusinessStatus>(request.body, [](json::ObjectReader& reader, auto& value, auto&) {
            value = required_word(reader, "status", domain::parse_business_status, statuses).value_or(value);
        });
    if (!status) co_return problem(status.error(), request);
    auto const id = business_in_path(request);
    if (!id) co_return problem(id.error(), request);

    auto const business = co_await platform.set_status(caller, *id, *status);
    if (!business) co_return problem(business.error(), request);
    co_return http::json_response(http::Status::ok, business_text(businesses, *business))
        .with("ETag", entity_tag(business->version));
}

}

std::vector<Route> platform_routes(Platform& platform, Businesses& businesses)
{
    using enum http::Method;
    auto const bound = [&](auto handler) {
        return [&platform, &businesses, handler](Request& request, Principal const& caller) {
            return handler(platform, businesses, request, caller);
        };
    };
    PublicHandler const find = [&businesses](Request& request) { return search(businesses, request); };
    return {
        {get, "/api/v1/businesses/search", Callers::anyone, rates::usual, find},
        {get, "/api/v1/admin/businesses", Callers::users, rates::usual, bound(list)},
        {put, "/api/v1/admin/businesses/{business_id}/status", Callers::users, rates::usual, bound(set_status)},
    };
}

}
