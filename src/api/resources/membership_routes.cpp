// SPDX-License-Identifier: Apache-2.0
#include "api/resources/membership_routes.hpp"

#include "api/bodies/body.hpp"
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
using usecases::Memberships;

constexpr std::string_view roles = "owner, manager, staff";

base::Result<domain::Role> parse_role_body(std::string_view body)
{
    return parse_body<domain::Role>(body, [](json::ObjectReader& reader, auto& role, auto&) {
        role = required_word(reader, "role", domain::parse_role, roles).value_or(role);
    });
}

struct NewInvitation {
    domain::Role role = domain::Role::staff;
    std::optional<std::string> email;
};

base::Result<NewInvitation> parse_invitation(std::string_view body)
{
    return parse_body<NewInvitation>(body, [](json::ObjectReader& reader, auto& invitation, auto&) {
        invitation.role = required_word(reader, "role", domain::parse_role, roles).value_or(invitation.role);
        invitation.email = reader.text("email", {3, 254});
    });
}

void append_member(json::Writer& writer, ports::Member const& member)
{
    writer.begin_object().member("user_id", member.user.text()).member("email", member.email);
    writer.member("phone", member.phone).member("owner_name", member.owner_name);
    writer.member("role", domain::to_text(member.role)).member("joined_at", member.joined_at).end_object();
}

base::Task<Response> list(Memberships& memberships, Request& request, Principal const& caller)
{
    auto const query = Query::read(request, {});
    if (!query) co_return problem(query.error(), request);
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto const members = co_await memberships.list(caller, *business);
    if (!members) co_return problem(members.error(), request);

    std::string body;
    json::Writer writer(body);
    writer.begin_object().key("members").begin_array();
    for (auto const& member : *members) append_member(writer, member);
    writer.end_array().end_object();
    co_return http::json_response(http::Status::ok, std::move(body));
}

base::Task<Response> invite(Memberships& memberships, Request& request, Principal const& caller)
{
    auto invitation = parse_invitation(request.body);
    if (!invitation) co_return problem(invitation.error(), request);
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto const invited = co_await memberships.invite(caller, *business, invitation->role, std::move(invitation->email));
    if (!invited) co_return problem(invited.error(), request);

    std::string body;
    json::Writer(body)
        .begin_object()
        .member("token", invited->token)
        .member("link", invited->link)
        .member("role", domain::to_text(invited->role))
        .member("expires_at", invited->expires_at)
        .end_object();
    co_return http::json_response(http::Status::created, std::move(body));
}

base::Task<Response> join(Memberships& memberships, Request& request, Principal const& caller)
{
    auto token = parse_token(request.body, "token");
    if (!token) co_return problem(token.error(), request);
    auto const joined = co_await memberships.join(caller, std::move(*token));
    if (!joined) co_return problem(joined.error(), request);

    std::string body;
    json::Writer(body)
        .begin_object()
        .member("business_id", joined->business.text())
        .member("role", domain::to_text(joined->role))
        .end_object();
    co_return http::json_response(http::Status::created, std::move(body))
        .with("Location", "/api/v1/businesses/" + joined->business.text());
}

base::Task<Response> change_role(Memberships& memberships, Request& request, Principal const& caller)
{
    auto const role = parse_role_body(request.body);
    if (!role) co_return problem(role.error(), request);
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto const user = id_or_nil<domain::UserId>(request, 1);
    auto const member = co_await memberships.change_role(caller, *business, user, *role);
    if (!member) co_return problem(member.error(), request);

    std::string body;
    json::Writer writer(body);
    append_member(writer, *member);
    co_return http::json_response(http::Status::ok, std::move(body));
}

base::Task<Response> remove(Memberships& memberships, Request& request, Principal const& caller)
{
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto const user = id_or_nil<domain::UserId>(request, 1);
    auto const removed = co_await memberships.remove(caller, *business, user);
    if (!removed) co_return problem(removed.error(), request);
    co_return Response{.status = http::Status::no_content, .content_type = {}};
}

}

std::vector<Route> membership_routes(Memberships& memberships)
{
    using enum http::Method;
    auto const bound = [&](auto handler) {
        return [&memberships, handler](Request& request, Principal const& caller) {
            return handler(memberships, request, caller);
        };
    };
    return {
        {get, "/api/v1/businesses/{business_id}/members", Callers::users, rates::usual, bound(list)},
        {post, "/api/v1/businesses/{business_id}/members", Callers::users, rates::usual, bound(invite)},
        {patch, "/api/v1/businesses/{business_id}/members/{user}", Callers::users, rates::usual, bound(change_role)},
        {delete_, "/api/v1/businesses/{business_id}/members/{user}", Callers::users, rates::usual, bound(remove)},
        {post, "/api/v1/memberships", Callers::users, rates::usual, bound(join)},
    };
}

}
