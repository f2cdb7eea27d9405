// SPDX-License-Identifier: Apache-2.0
#include "api/resources/observation_routes.hpp"

#include "api/resources/metrics_summary.hpp"
#include "api/routing/problem.hpp"
#include "base/bytes.hpp"
#include "json/writer.hpp"
#include "telemetry/exposition.hpp"
#include "telemetry/process_metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <utility>

namespace api {

namespace {

using http::Request;
using http::Response;
using usecases::ServiceHealth;

/// A proxy on this machine is a loopback peer too; what it passes on is from anywhere.
bool is_from_this_machine(Request const& request)
{
    constexpr std::array<std::string_view, 3> traces{"X-Forwarded-For", "Forwarded", "Via"};
    return request.peer.is_loopback() &&
           std::ranges::none_of(traces, [&](auto name) { return request.header(name).has_value(); });
}

bool may_look(Observed const& observed, Request const& request)
{
    if (is_from_this_machine(request)) return true;
    auto const presented = credential(request);
    return !observed.token.empty() &&
           base::equal_in_constant_time(base::as_bytes(presented), base::as_bytes(observed.token));
}

base::Task<Response> turned_away(Observed const& observed, Request& request)
{
    if (observed.token.empty()) co_return co_await observed.router.fallback()(request);
    base::Failure const failure{base::FailureKind::unauthenticated, "credential_invalid",
                                "This is for the operator: send the metrics token as Authorization: Bearer …."};
    co_return problem(failure, request);
}

Response metrics(Observed const& observed)
{
    observed.registry.collect();
    Response response{.content_type = telemetry::exposition_type};
    response.body = telemetry::exposition(observed.registry) + telemetry::process_metrics();
    return response;
}

void append(json::Writer& writer, std::string_view name, ServiceHealth::Service const& service)
{
    writer.key(name).begin_object().member("healthy", service.is_healthy).member("status", service.status);
    writer.key("response_time");
    if (service.response_time)
        writer.raw(fmt::format("{:.6f}", std::chrono::duration<double>(*service.response_time).count()));
    else
        writer.null();
    writer.end_object();
}

base::Task<Response> health(Observed const& observed)
{
    auto const found = co_await observed.health.look();
    std::string body;
    json::Writer writer(body);
    writer.begin_object()
        .member("status", found.status)
        .member("healthy", found.is_healthy)
        .member("timestamp", found.at)
        .member("version", std::string_view(observed.version))
        .member("draining", found.is_draining);
    writer.key("services").begin_object();
    append(writer, "database", found.store);
    append(writer, "redis", {true, "not_configured"});
    append(writer, "external_apis", found.mail);
    writer.end_object().end_object();
    auto const status = found.is_healthy ? http::Status::ok : http::Status::service_unavailable;
    co_return http::json_response(status, std::move(body));
}

/// `look`: Observed const& → Task<Response>.
template <typename Look>
PublicHandler guarded(std::shared_ptr<Observed const> observed, Look look)
{
    return [observed = std::move(observed), look](Request& request) -> base::Task<Response> {
        if (!may_look(*observed, request)) co_return co_await turned_away(*observed, request);
        co_return co_await look(*observed);
    };
}

}

std::vector<Route> observation_routes(Observed const& observed)
{
    using enum http::Method;
    auto const shared = std::make_shared<Observed const>(observed);
    auto const scrape = [](Observed const& each) -> base::Task<Response> { co_return metrics(each); };
    auto const summary = [](Observed const& each) -> base::Task<Response> {
        co_return http::json_response(http::Status::ok, metrics_summary(each.registry));
    };
    return {
        {get, "/metrics", Callers::anyone, rates::refusals_to_other, guarded(shared, scrape)},
        {get, "/api/v1/metrics", Callers::anyone, rates::refusals_to_api, guarded(shared, summary)},
        {get, "/health/detailed", Callers::anyone, rates::refusals_to_other, guarded(shared, health), http::Hosts::any},
    };
}

}
