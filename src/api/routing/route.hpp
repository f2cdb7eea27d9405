// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/routing/rate_class.hpp"
#include "base/task.hpp"
#include "domain/principal.hpp"
#include "http/message.hpp"
#include "http/router.hpp"
#include "usecases/access.hpp"
#include "usecases/rate_limits.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace api {

using PublicHandler = std::function<base::Task<http::Response>(http::Request&)>;
using MemberHandler = std::function<base::Task<http::Response>(http::Request&, domain::Principal const&)>;

/// Who may call a route at all; what they may do with a business is the use case's to check.
enum class Callers { anyone, users, users_and_channels };

/// "anyone", "users", "users_and_channels".
std::string_view to_text(Callers callers);

/// One line of a resource's route table. A MemberHandler goes with the callers that it is for; a PublicHandler is
/// called for everybody, and if `callers` says otherwise finds out itself who calls (by a ticket, by `hello`).
struct Route {
    http::Method method;
    std::string path;
    Callers callers;
    RateClass rate;
    std::variant<PublicHandler, MemberHandler> handler;
    http::Hosts hosts = http::Hosts::allowed;
};

/// Adds the routes behind authentication and quotas. Without a good credential 401 with `WWW-Authenticate: Bearer`, a
/// channel key on a route for users 403. The credential is `Authorization: Bearer …` (also `X-API-Key` for keys),
/// the device `X-Device-Id`. What a request counts to its row says; beyond the quota it is 429 `rate_limited`
/// and has had no effect (but for a refresh, which may be sent again).
void add_routes(http::Router& router, usecases::Access& access, usecases::RateLimits& limits,
                std::vector<Route> routes);

/// What no route matches: under /api/v1 401 without a credential, else 404; behind quotas too.
void add_fallback(http::Router& router, usecases::Access& access, usecases::RateLimits& limits);

/// The credential of a request; empty when there is none.
std::string_view credential(http::Request const& request);

/// `X-Device-Id`, which ends up in histories and must be text: else malformed `device_invalid`.
base::Result<std::optional<std::string>> device_of(http::Request const& request);

/// Whose credential the request brings, and on which device; without one unauthenticated `credential_missing`.
base::Task<base::Result<domain::Principal>> authenticated(usecases::Access& access, http::Request const& request);

}
