// SPDX-License-Identifier: Apache-2.0
#include "api/resources/health_routes.hpp"

#include "json/writer.hpp"

namespace api {

namespace {

using http::Request;
using http::Response;

base::Task<Response> up(Request&) { co_return http::json_response(http::Status::ok, R"({"status":"ok"})"); }

base::Task<Response> ready(telemetry::Readiness const& readiness, Request&)
{
    auto const is_ready = readiness.is_ready();
    std::string body;
    json::Writer(body)
        .begin_object()
        .member("status", is_ready ? "ok" : "unavailable")
        .member("store", readiness.store())
        .member("draining", readiness.draining())
        .end_object();
    auto const status = is_ready ? http::Status::ok : http::Status::service_unavailable;
    auto response = http::json_response(status, std::move(body));
    if (!is_ready) response.with("Retry-After", "1");
    co_return response;
}

}

std::vector<Route> health_routes(telemetry::Readiness const& readiness)
{
    using enum http::Method;
    PublicHandler const asking = [&readiness](Request& request) { return ready(readiness, request); };
    return {
        {get, "/health", Callers::anyone, rates::exempt, PublicHandler(up), http::Hosts::any},
        {get, "/health/live", Callers::anyone, rates::exempt, PublicHandler(up), http::Hosts::any},
        {get, "/health/ready", Callers::anyone, rates::exempt, asking, http::Hosts::any},
    };
}

}
