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
using SteadyClock = std::chrono::steady_clock;

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

struct Service {
    bool is_healthy = true;
    std::string_view status;
    std::optional<std::chrono::microseconds> response_time = {};
};

base::Task<Service> database(Observed const& observed)
{
    auto const begin = SteadyClock::now();
    // There is no such business: what counts is that the store says so.
    auto const answer = co_await observed.log.position(domain::BusinessId{});
    auto const took = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - begin);
    bool const is_read = answer || answer.error().kind == base::FailureKind::not_found;
    bool const is_healthy = is_read && observed.readiness.store();
    co_return Service{is_healthy, is_healthy ? "ok" : is_read ? "read_only" : "unavailable", took};
}

Service mail_server(ports::Mailer const& mailer)
{
    if (!mailer.is_configured()) return {true, "not_configured"};
    auto const last = mailer.last_attempt();
    if (!last) return {true, "not_used_yet"};
    return {last->was_taken, last->was_taken ? "ok" : "failing", last->took};
}

void append(json::Writer& writer, std::string_view name, Service const& service)
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
    auto const store = co_await database(observed);
    auto const mail = mail_server(observed.mailer);
    bool const is_healthy = store.is_healthy && !observed.readiness.draining();
    auto const* const status = !is_healthy ? "unavailable" : mail.is_healthy ? "ok" : "degraded";
    std::string body;
    json::Writer writer(body);
    writer.begin_object()
        .member("status", status)
        .member("healthy", is_healthy)
        .member("timestamp", observed.clock.now())
        .member("version", std::string_view(observed.version))
        .member("draining", observed.readiness.draining());
    writer.key("services").begin_object();
    append(writer, "database", store);
    append(writer, "redis", {true, "not_configured"});
    append(writer, "external_apis", mail);
    writer.end_object().end_object();
    co_return http::json_response(is_healthy ? http::Status::ok : http::Status::service_unavailable, std::move(body));
}

/// `look`: Observed const& → Task<Response>.
template <typename Look>
PublicHandler guarded(std::shared_ptr<Observed const> observed, Look look)
{
    return [observed = std::move(observed), look](Request& request) -> base::Task<Response> {
        if (!may_look(*observed, request)) co_return co_await turned_away(*observed, request);
        auto response = co_await look(*observed);
        response.with("Cache-Control", "no-store");
        co_return response;
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
        {get, "/metrics", Callers::anyone, guarded(shared, scrape)},
        {get, "/api/v1/metrics", Callers::anyone, guarded(shared, summary)},
        {get, "/health/detailed", Callers::anyone, guarded(shared, health), http::Hosts::any},
    };
}

}
