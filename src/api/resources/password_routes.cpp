// SPDX-License-Identifier: Apache-2.0
#include "api/resources/password_routes.hpp"

#include "api/bodies/identity_body.hpp"
#include "api/routing/problem.hpp"
#include "api/routing/rate_answer.hpp"

#include <algorithm>

namespace api {

namespace {

using domain::Principal;
using http::Request;
using http::Response;
using usecases::Passwords;
using usecases::RateLimits;

Response empty(http::Status status) { return {.status = status, .content_type = {}}; }

bool is_wrong_password(base::Failure const& failure)
{
    return std::ranges::any_of(failure.fields, [](auto const& field) { return field.pointer == "/current_password"; });
}

/// Whoever holds somebody's access token may not find out their password with it.
base::Task<Response> change(Passwords& passwords, RateLimits& limits, Request& request, Principal const& caller)
{
    auto change = parse_password_change(request.body);
    if (!change) co_return problem(change.error(), request);
    auto const account = caller.person().user.text();
    auto const attempt = co_await limits.before_password(account);
    if (attempt.is_refused()) co_return limit_problem(attempt, request);
    auto const changed = co_await passwords.change(caller, std::move(change->current), std::move(change->next));
    if (changed || !is_wrong_password(changed.error())) co_await limits.password_was_not_wrong(account);
    if (!changed) co_return problem(changed.error(), request);
    co_return empty(http::Status::no_content);
}

base::Task<Response> forgot(Passwords& passwords, Request& request)
{
    auto email = parse_forgot_password(request.body);
    if (!email) co_return problem(email.error(), request);
    auto const taken = co_await passwords.forgot(std::move(*email));
    if (!taken) co_return problem(taken.error(), request);
    co_return empty(http::Status::accepted);
}

base::Task<Response> reset(Passwords& passwords, Request& request)
{
    auto reset = parse_password_reset(request.body);
    if (!reset) co_return problem(reset.error(), request);
    auto const is_reset = co_await passwords.reset(std::move(reset->token), std::move(reset->next));
    if (!is_reset) co_return problem(is_reset.error(), request);
    co_return empty(http::Status::no_content);
}

base::Task<Response> verify_email(Passwords& passwords, Request& request)
{
    auto token = parse_token(request.body, "token");
    if (!token) co_return problem(token.error(), request);
    auto const verified = co_await passwords.verify_email(std::move(*token));
    if (!verified) co_return problem(verified.error(), request);
    co_return empty(http::Status::no_content);
}

}

std::vector<Route> password_routes(Passwords& passwords, RateLimits& limits)
{
    using enum http::Method;
    MemberHandler const changing = [&](Request& request, Principal const& caller) {
        return change(passwords, limits, request, caller);
    };
    auto const open = [&passwords](auto handler) -> PublicHandler {
        return [&passwords, handler](Request& request) { return handler(passwords, request); };
    };
    return {
        {post, "/api/v1/auth/change-password", Callers::users, rates::usual, changing},
        {post, "/api/v1/auth/forgot-password", Callers::anyone, rates::proof, open(forgot)},
        {post, "/api/v1/auth/reset-password", Callers::anyone, rates::proof, open(reset)},
        {post, "/api/v1/auth/verify-email", Callers::anyone, rates::usual, open(verify_email)},
    };
}

}
