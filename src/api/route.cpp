// SPDX-License-Identifier: Apache-2.0
#include "api/route.hpp"

#include "api/problem.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace api {

namespace {

constexpr std::size_t max_device_bytes = 100;

base::Task<base::Result<domain::Principal>> authenticated(usecases::Access& access, http::Request const& request)
{
    auto const presented = credential(request);
    if (presented.empty())
        co_return base::failure(base::FailureKind::unauthenticated, "credential_missing",
                                "Sign in, or send an API key: Authorization: Bearer ….");
    auto device = device_of(request);
    if (!device) co_return std::unexpected(device.error());
    co_return co_await access.authenticate(presented, std::move(*device));
}

base::Failure users_only()
{
    return {base::FailureKind::forbidden, "users_only", "An API key cannot do this; sign in."};
}

http::Handler behind_authentication(usecases::Access& access, Callers callers, MemberHandler handler)
{
    return [&access, callers, handler = std::move(handler)](http::Request& request) -> base::Task<http::Response> {
        auto const caller = co_await authenticated(access, request);
        if (!caller) co_return problem(caller.error(), request);
        if (callers == Callers::users && !caller->user()) co_return problem(users_only(), request);
        co_return co_await handler(request, *caller);
    };
}

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

void add_routes(http::Router& router, usecases::Access& access, std::vector<Route> routes)
{
    for (auto& route : routes) {
        http::Route added{
            .method = route.method, .path = std::move(route.path), .handler = {}, .callers = to_text(route.callers)};
        if (auto* open = std::get_if<PublicHandler>(&route.handler))
            added.handler = std::move(*open);
        else
            added.handler =
                behind_authentication(access, route.callers, std::move(std::get<MemberHandler>(route.handler)));
        router.add(std::move(added));
    }
}

void add_fallback(http::Router& router, usecases::Access& access)
{
    router.set_fallback([&access](http::Request& request) -> base::Task<http::Response> {
        if (request.path == "/api/v1" || request.path.starts_with("/api/v1/")) {
            auto const caller = co_await authenticated(access, request);
            if (!caller) co_return problem(caller.error(), request);
        }
        base::Failure const not_found{base::FailureKind::not_found, "not_found", "There is nothing here."};
        co_return problem(not_found, request);
    });
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
