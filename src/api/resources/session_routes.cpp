// SPDX-License-Identifier: Apache-2.0
#include "api/resources/session_routes.hpp"

#include "api/bodies/identity_body.hpp"
#include "api/bodies/query.hpp"
#include "api/routing/path.hpp"
#include "api/routing/problem.hpp"
#include "api/routing/rate_answer.hpp"
#include "json/writer.hpp"

namespace api {

namespace {

using domain::Principal;
using http::Request;
using http::Response;
using usecases::Identity;
using usecases::RateLimits;
using usecases::Sessions;

Response tokens_response(Sessions::Tokens const& tokens)
{
    std::string body;
    json::Writer(body)
        .begin_object()
        .member("access_token", tokens.access_token)
        .member("refresh_token", tokens.refresh_token)
        .member("token_type", "Bearer")
        .member("expires_in", std::int64_t{tokens.expires_in.count()})
        .end_object();
    return http::json_response(http::Status::ok, std::move(body));
}

Response no_content() { return {.status = http::Status::no_content, .content_type = {}}; }

base::Task<Response> log_in(Identity& identity, RateLimits& limits, Request& request)
{
    auto login = parse_login(request.body);
    if (!login) co_return problem(login.error(), request);
    auto device = device_of(request);
    if (!device) co_return problem(device.error(), request);
    login->device = std::move(*device);
    login->address = request.client.to_string();

    auto const account = login->email;
    auto const attempt = co_await limits.before_password(account);
    if (attempt.is_refused()) co_return limit_problem(attempt, request);
    auto const tokens = co_await identity.log_in(std::move(*login));
    if (tokens || tokens.error().kind != base::FailureKind::unauthenticated)
        co_await limits.password_was_not_wrong(account);
    if (!tokens) co_return problem(tokens.error(), request);
    co_return tokens_response(*tokens);
}

/// Whose session it is shows only now. Within the grace the same token gives the same pair again, so that a refusal
/// loses nothing.
base::Task<Response> refresh(Sessions& sessions, RateLimits& limits, Request& request)
{
    auto token = parse_token(request.body, "refresh_token");
    if (!token) co_return problem(token.error(), request);
    auto const tokens = co_await sessions.refresh(std::move(*token), request.client.to_string());
    if (!tokens) co_return problem(tokens.error(), request);
    auto const verdict = co_await limits.of_session(tokens->session);
    if (verdict.is_refused()) co_return limit_problem(verdict, request);
    auto response = tokens_response(*tokens);
    state_limit(verdict, response);
    co_return response;
}

base::Task<Response> log_out(Sessions& sessions, Request& request, Principal const& caller)
{
    auto const ended = co_await sessions.end(caller, caller.person().session);
    // Somebody else may have ended it in the same moment.
    if (!ended && ended.error().kind != base::FailureKind::not_found) co_return problem(ended.error(), request);
    co_return no_content();
}

base::Task<Response> list(Sessions& sessions, Request& request, Principal const& caller)
{
    auto const query = Query::read(request, {{"cursor"}, {"limit"}});
    if (!query) co_return problem(query.error(), request);
    auto cursor = query->cursor();
    if (!cursor) co_return problem(cursor.error(), request);
    auto const limit = query->limit(20, 100);
    if (!limit) co_return problem(limit.error(), request);
    auto const page = co_await sessions.list(caller, *limit, std::move(*cursor));
    if (!page) co_return problem(page.error(), request);

    std::string body;
    json::Writer writer(body);
    writer.begin_object().key("sessions").begin_array();
    for (auto const& session : page->sessions)
        writer.begin_object()
            .member("id", session.id.text())
            .member("device", session.device)
            .member("address", session.address)
            .member("created_at", session.created_at)
            .member("last_used_at", session.last_used_at)
            .member("expires_at", session.expires_at)
            .member("current", session.id == caller.person().session)
            .end_object();
    writer.end_array().member("has_more", page->next.has_value()).key("cursor");
    page->next ? writer.value(*page->next) : writer.null();
    writer.end_object();
    co_return http::json_response(http::Status::ok, std::move(body));
}

base::Task<Response> end(Sessions& sessions, Request& request, Principal const& caller)
{
    auto const id = id_or_nil<domain::SessionId>(request, 0);
    auto const ended = co_await sessions.end(caller, id);
    if (!ended) co_return problem(ended.error(), request);
    co_return no_content();
}

base::Task<Response> end_all(Sessions& sessions, Request& request, Principal const& caller)
{
    auto const ended = co_await sessions.end_all(caller);
    if (!ended) co_return problem(ended.error(), request);
    co_return no_content();
}

}

std::vector<Route> session_routes(Identity& identity, Sessions& sessions, RateLimits& limits)
{
    using enum http::Method;
    PublicHandler const logging_in = [&](Request& request) { return log_in(identity, limits, request); };
    PublicHandler const refreshing = [&](Request& request) { return refresh(sessions, limits, request); };
    auto const bound = [&sessions](auto handler) {
        return [&sessions, handler](Request& request, Principal const& caller) {
            return handler(sessions, request, caller);
        };
    };
    return {
        {post, "/api/v1/auth/login", Callers::anyone, rates::proof, logging_in},
        {post, "/api/v1/auth/refresh", Callers::anyone, rates::refusals_to_auth, refreshing},
        {post, "/api/v1/auth/logout", Callers::users, rates::usual, bound(log_out)},
        {get, "/api/v1/auth/sessions", Callers::users, rates::usual, bound(list)},
        {delete_, "/api/v1/auth/sessions", Callers::users, rates::usual, bound(end_all)},
        {delete_, "/api/v1/auth/sessions/{id}", Callers::users, rates::usual, bound(end)},
    };
}

}
