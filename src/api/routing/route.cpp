// SPDX-License-Identifier: Apache-2.0
#include "api/routing/route.hpp"

#include "api/routing/problem.hpp"
#include "api/routing/rate_answer.hpp"
#include "base/text.hpp"
#include "domain/failures.hpp"

#include <algorithm>

namespace api {

namespace {

constexpr std::size_t max_device_bytes = 100;

/// Both outlive the routes.
struct Gate {
    usecases::Access& access;
    usecases::RateLimits& limits;
};

/// The answer to a caller whose credential is missing or no good, which counts to their address.
base::Task<http::Response> turned_away(Gate gate, RateClass rate, base::Failure const& failure,
                                       http::Request const& request)
{
    usecases::RateVerdict verdict;
    if (failure.kind != base::FailureKind::unavailable)
        verdict = co_await gate.limits.of_address(rate.counted_as, request.client);
    if (verdict.is_refused()) co_return limit_problem(verdict, request);
    auto response = problem(failure, request);
    state_limit(verdict, response);
    co_return response;
}

http::Handler behind_authentication(Gate gate, RateClass rate, Callers callers, MemberHandler handler)
{
    return [=, handler = std::move(handler)](http::Request& request) -> base::Task<http::Response> {
        auto const caller = co_await authenticated(gate.access, request);
        if (!caller) co_return co_await turned_away(gate, rate, caller.error(), request);

        usecases::RateVerdict verdict;
        if (rate.use == RateUse::poll && request.query("cursor")) {
            verdict = co_await gate.limits.of_reader(*caller);
        } else {
            auto counted = gate.limits.of_caller(*caller);  // Each order comes this way: no coroutine of verdict_of.
            if (auto* later = std::get_if<base::Task<usecases::RateVerdict>>(&counted))
                verdict = co_await std::move(*later);
            else
                verdict = std::get<usecases::RateVerdict>(counted);
        }
        if (verdict.is_refused()) co_return limit_problem(verdict, request);

        http::Response response;
        if (callers == Callers::users && !caller->user())
            response = problem(domain::users_only(), request);
        else
            response = co_await handler(request, *caller);
        state_limit(verdict, response);
        co_return response;
    };
}

/// Counts a request of a route that takes anyone, before it is handled.
base::Task<usecases::RateVerdict> count_open(Gate gate, RateClass rate, http::Request const& request)
{
    if (!gate.limits.is_on() || rate.use == RateUse::refusals) co_return usecases::RateVerdict{};
    if (rate.use != RateUse::proof && !credential(request).empty()) {
        auto const caller = co_await authenticated(gate.access, request);
        if (caller) {
            auto counted = gate.limits.of_caller(*caller);
            co_return co_await usecases::RateLimits::verdict_of(std::move(counted));
        }
        if (caller.error().kind == base::FailureKind::unavailable) co_return usecases::RateVerdict{};
    }
    co_return co_await gate.limits.of_address(rate.counted_as, request.client);
}

/// What a request that was not counted before came to show: that nobody is behind it who may ask for this.
bool is_strangers_mistake(http::Request const& request, http::Response const& response)
{
    if (response.status == http::Status::unauthorized) return true;
    bool const is_refused =
        response.status >= http::Status::bad_request && response.status < http::Status::internal_server_error;
    return is_refused && credential(request).empty() && !states_limit(response);
}

http::Handler open_to_anyone(Gate gate, RateClass rate, PublicHandler handler)
{
    if (rate.use == RateUse::exempt) return handler;
    return [=, handler = std::move(handler)](http::Request& request) -> base::Task<http::Response> {
        auto verdict = co_await count_open(gate, rate, request);
        if (verdict.is_refused()) co_return limit_problem(verdict, request);
        auto response = co_await handler(request);
        if (!verdict.is_counted() && is_strangers_mistake(request, response)) {
            verdict = co_await gate.limits.of_address(rate.counted_as, request.client);
            if (verdict.is_refused()) co_return limit_problem(verdict, request);
        }
        state_limit(verdict, response);
        co_return response;
    };
}

base::Task<http::Response> nothing_here(http::Request& request)
{
    base::Failure const not_found{base::FailureKind::not_found, "not_found", "There is nothing here."};
    co_return problem(not_found, request);
}

bool is_ours(std::string_view path) { return path == "/api/v1" || path.starts_with("/api/v1/"); }

}

std::string_view to_text(Callers callers)
{
    switch (callers) {
    case Callers::anyone: return "anyone";
    case Callers::users: return "users";
    case Callers::users_and_channels: break;
    }
    return "users_and_channels";
}

void add_routes(http::Router& router, usecases::Access& access, usecases::RateLimits& limits, std::vector<Route> routes)
{
    Gate const gate{access, limits};
    for (auto& route : routes) {
        http::Route added{.method = route.method,
                          .path = std::move(route.path),
                          .handler = {},
                          .hosts = route.hosts,
                          .note = to_text(route.callers)};
        if (auto* open = std::get_if<PublicHandler>(&route.handler))
            added.handler = open_to_anyone(gate, route.rate, std::move(*open));
        else
            added.handler = behind_authentication(gate, route.rate, route.callers,
                                                  std::move(std::get<MemberHandler>(route.handler)));
        router.add(std::move(added));
    }
}

void add_fallback(http::Router& router, usecases::Access& access, usecases::RateLimits& limits)
{
    Gate const gate{access, limits};
    auto const known =
        behind_authentication(gate, rates::usual, Callers::users_and_channels,
                              [](http::Request& request, domain::Principal const&) { return nothing_here(request); });
    auto const anyone = open_to_anyone(gate, rates::elsewhere, nothing_here);
    router.set_fallback(
        [known, anyone](http::Request& request) { return is_ours(request.path) ? known(request) : anyone(request); });
}

base::Result<std::optional<std::string>> device_of(http::Request const& request)
{
    auto const device = request.header("X-Device-Id");
    if (!device) return std::nullopt;
    auto const is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (device->empty() || device->size() > max_device_bytes || !base::is_valid_utf8(*device) ||
        std::ranges::any_of(*device, is_control))
        return base::failure(base::FailureKind::malformed, "device_invalid",
                             "X-Device-Id must be 1 to 100 bytes of UTF-8.");
    return std::string(*device);
}

base::Task<base::Result<domain::Principal>> authenticated(usecases::Access& access, http::Request const& request)
{
    auto const presented = credential(request);
    if (presented.empty()) co_return std::unexpected(domain::credential_missing());
    auto device = device_of(request);
    if (!device) co_return std::unexpected(device.error());
    co_return co_await access.authenticate(presented, std::move(*device));
}

std::string_view credential(http::Request const& request)
{
    constexpr std::string_view scheme = "Bearer ";
    if (auto const authorization = request.header("Authorization")) {
        if (!base::equals_ignoring_case(authorization->substr(0, scheme.size()), scheme)) return {};
        return base::trim(authorization->substr(scheme.size()));
    }
    return base::trim(request.header("X-API-Key").value_or(std::string_view()));
}

}
