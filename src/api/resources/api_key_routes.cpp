// SPDX-License-Identifier: Apache-2.0
#include "api/resources/api_key_routes.hpp"

#include "api/bodies/identity_body.hpp"
#include "api/bodies/query.hpp"
#include "api/routing/path.hpp"
#include "api/routing/problem.hpp"
#include "json/writer.hpp"

namespace api {

namespace {

using domain::Principal;
using http::Request;
using http::Response;
using usecases::ApiKeys;

/// The members that may be seen again; the object stays open.
void begin_api_key(json::Writer& writer, ports::ApiKey const& key)
{
    writer.begin_object().member("id", key.id.text()).member("name", key.name).key("scopes").begin_array();
    for (auto const scope : {domain::Scope::orders_write, domain::Scope::orders_read})
        if (key.scopes.has(scope)) writer.value(domain::to_text(scope));
    writer.end_array().member("created_at", key.created_at).member("last_used_at", key.last_used_at);
}

base::Task<Response> create(ApiKeys& api_keys, Request& request, Principal const& caller)
{
    auto key = parse_new_api_key(request.body);
    if (!key) co_return problem(key.error(), request);
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto const created = co_await api_keys.create(caller, *business, std::move(key->name), key->scopes);
    if (!created) co_return problem(created.error(), request);

    std::string body;
    json::Writer writer(body);
    begin_api_key(writer, created->key);
    writer.member("key", created->secret).end_object();
    co_return http::json_response(http::Status::created, std::move(body));
}

base::Task<Response> list(ApiKeys& api_keys, Request& request, Principal const& caller)
{
    auto const query = Query::read(request, {});
    if (!query) co_return problem(query.error(), request);
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto const keys = co_await api_keys.list(caller, *business);
    if (!keys) co_return problem(keys.error(), request);

    std::string body;
    json::Writer writer(body);
    writer.begin_object().key("api_keys").begin_array();
    for (auto const& key : *keys) {
        begin_api_key(writer, key);
        writer.end_object();
    }
    writer.end_array().end_object();
    co_return http::json_response(http::Status::ok, std::move(body));
}

base::Task<Response> remove(ApiKeys& api_keys, Request& request, Principal const& caller)
{
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto const id = id_or_nil<domain::ApiKeyId>(request, 1);
    auto const removed = co_await api_keys.remove(caller, *business, id);
    if (!removed) co_return problem(removed.error(), request);
    co_return Response{.status = http::Status::no_content, .content_type = {}};
}

}

std::vector<Route> api_key_routes(ApiKeys& api_keys)
{
    using enum http::Method;
    auto const bound = [&api_keys](auto handler) {
        return [&api_keys, handler](Request& request, Principal const& caller) {
            return handler(api_keys, request, caller);
        };
    };
    return {
        {post, "/api/v1/businesses/{business_id}/api-keys", Callers::users, rates::usual, bound(create)},
        {get, "/api/v1/businesses/{business_id}/api-keys", Callers::users, rates::usual, bound(list)},
        {delete_, "/api/v1/businesses/{business_id}/api-keys/{id}", Callers::users, rates::usual, bound(remove)},
    };
}

}
