// SPDX-License-Identifier: Apache-2.0
#include "api/streams/stream_socket.hpp"

#include "api/routing/path.hpp"
#include "api/routing/problem.hpp"
#include "api/routing/rate_answer.hpp"
#include "http/problem.hpp"
#include "usecases/log_access.hpp"

#include <algorithm>

namespace api {

namespace {

using http::Request;
using http::Response;

constexpr std::string_view subprotocol = "orders.v1";

Response not_an_upgrade(Request const& request)
{
    http::Problem const problem{.status = http::Status::upgrade_required,
                                .code = "upgrade_required",
                                .detail = "This is a WebSocket (RFC 6455, version 13)."};
    return http::problem_response(problem, request.request_id);
}

/// Nothing offered is served; only unknown ones offered is a mistake.
base::Result<bool> speaks_subprotocol(Request const& request)
{
    auto const offered = http::offered_subprotocols(request);
    if (offered.empty()) return false;
    if (std::ranges::find(offered, subprotocol) != offered.end()) return true;
    return base::failure(base::FailureKind::malformed, "subprotocol_unknown", "The subprotocol here is orders.v1.");
}

/// The caller, if the upgrade brought a credential, and then also whether it may. Sets what it was counted against.
base::Task<base::Result<std::shared_ptr<domain::Principal const>>> caller_of(StreamParts const& parts,
                                                                             Request const& request,
                                                                             usecases::RateVerdict& counted)
{
    std::shared_ptr<domain::Principal const> none;
    if (credential(request).empty()) {
        if (request.header("Authorization")) co_return std::unexpected(domain::access_token_invalid());
        co_return none;
    }

    auto caller = co_await authenticated(parts.access, request);
    if (!caller) co_return std::unexpected(caller.error());
    counted = co_await parts.limits.of_reader(*caller);
    if (counted.is_refused()) co_return std::unexpected(usecases::rate_limited(counted));
    auto const business = business_in_path(request);
    if (!business) co_return std::unexpected(business.error());
    auto const permitted = co_await usecases::require_log(parts.access, *caller, *business);
    if (!permitted) co_return std::unexpected(permitted.error());
    co_return std::make_shared<domain::Principal const>(std::move(*caller));
}

base::Task<Response> open_socket(StreamParts const& parts, Request& request)
{
    if (!http::is_websocket_upgrade(request)) co_return not_an_upgrade(request);
    auto const speaks = speaks_subprotocol(request);
    if (!speaks) co_return problem(speaks.error(), request);
    usecases::RateVerdict counted;
    auto caller = co_await caller_of(parts, request, counted);
    if (!caller) {
        auto refusal = problem(caller.error(), request);
        state_limit(counted, refusal);
        co_return refusal;
    }

    Response response{.status = http::Status::switching_protocols, .content_type = {}};
    state_limit(counted, response);
    if (*speaks) response.with("Sec-WebSocket-Protocol", std::string(subprotocol));
    // Runs once; the caller is not kept for as long as the socket lives.
    response.upgrade = [&parts, business = path_id<domain::BusinessId>(request, 0), caller = std::move(*caller),
                        client = request.client](http::WebSocket& socket) mutable {
        return converse(socket, parts, business, std::move(caller), client);
    };
    co_return response;
}

}

std::vector<Route> stream_socket_routes(StreamParts const& parts)
{
    PublicHandler const open = [&parts](Request& request) { return open_socket(parts, request); };
    return {{http::Method::get, "/ws/notifications/{business_id}", Callers::users_and_channels,
             rates::refusals_to_other, open}};
}

}
