// SPDX-License-Identifier: Apache-2.0
#include "api/resources/identity_routes.hpp"

#include "api/bodies/identity_body.hpp"
#include "api/resources/business_routes.hpp"
#include "api/routing/problem.hpp"
#include "json/writer.hpp"

namespace api {

namespace {

using domain::Principal;
using http::Request;
using http::Response;
using usecases::Identity;

void append_user(json::Writer& writer, ports::User const& user)
{
    writer.begin_object()
        .member("id", user.id.text())
        .member("email", user.email)
        .member("phone", user.phone)
        .member("owner_name", user.owner_name)
        .member("is_admin", user.is_admin)
        .member("email_verified", user.email_verified_at.has_value())
        .member("created_at", user.created_at)
        .end_object();
}

Response user_response(ports::User const& user)
{
    std::string body;
    json::Writer writer(body);
    append_user(writer, user);
    return http::json_response(http::Status::ok, std::move(body));
}

base::Task<Response> register_user(Identity& identity, usecases::Businesses const& businesses, Request& request)
{
    auto user = parse_registration(request.body);
    if (!user) co_return problem(user.error(), request);
    auto const registered = co_await identity.register_user(std::move(*user));
    if (!registered) co_return problem(registered.error(), request);

    std::string body;
    json::Writer writer(body);
    append_user(writer.begin_object().key("user"), registered->user);
    if (auto const& business = registered->business) writer.key("business").raw(business_text(businesses, *business));
    writer.end_object();
    co_return http::json_response(http::Status::created, std::move(body));
}

base::Task<Response> me(Identity& identity, Request& request, Principal const& caller)
{
    auto const user = co_await identity.me(caller);
    if (!user) co_return problem(user.error(), request);
    co_return user_response(*user);
}

base::Task<Response> change_profile(Identity& identity, Request& request, Principal const& caller)
{
    auto patch = parse_profile_patch(request.body);
    if (!patch) co_return problem(patch.error(), request);
    auto const user = co_await identity.change_profile(caller, std::move(*patch));
    if (!user) co_return problem(user.error(), request);
    co_return user_response(*user);
}

}

std::vector<Route> identity_routes(Identity& identity, usecases::Businesses const& businesses)
{
    using enum http::Method;
    PublicHandler const registering = [&](Request& request) { return register_user(identity, businesses, request); };
    auto const bound = [&identity](auto handler) {
        return [&identity, handler](Request& request, Principal const& caller) {
            return handler(identity, request, caller);
        };
    };
    return {
        {post, "/api/v1/auth/register", Callers::anyone, rates::proof, registering},
        {get, "/api/v1/auth/me", Callers::users, rates::usual, bound(me)},
        {patch, "/api/v1/auth/me", Callers::users, rates::usual, bound(change_profile)},
    };
}

}
