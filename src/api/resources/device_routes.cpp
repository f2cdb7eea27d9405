// SPDX-License-Identifier: Apache-2.0
#include "api/resources/device_routes.hpp"

#include "api/bodies/body.hpp"
#include "api/bodies/query.hpp"
#include "api/routing/path.hpp"
#include "api/routing/problem.hpp"
#include "json/writer.hpp"

namespace api {

namespace {

using domain::Principal;
using http::Request;
using http::Response;
using usecases::DeviceRoster;

void append_device(json::Writer& writer, DeviceRoster::Listening const& listening)
{
    auto const& device = listening.device;
    writer.begin_object().member("id", device.id.text()).member("name", device.name);
    writer.member("transport", domain::to_text(device.transport)).member("connections", device.connections);
    writer.member("credential", device.credential).member("cursor", device.cursor).member("lag", listening.lag);
    writer.member("last_seen_at", listening.last_seen_at).end_object();
}

base::Task<Response> list(DeviceRoster& roster, Request& request, Principal const& caller)
{
    auto const query = Query::read(request, {});
    if (!query) co_return problem(query.error(), request);
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto const listed = co_await roster.list(caller, *business);
    if (!listed) co_return problem(listed.error(), request);

    std::string body;
    json::Writer writer(body);
    writer.begin_object().member("head", listed->head).key("devices").begin_array();
    for (auto const& listening : listed->devices) append_device(writer, listening);
    writer.end_array().end_object();
    co_return http::json_response(http::Status::ok, std::move(body));
}

base::Result<std::string> parse_name(std::string_view body)
{
    return parse_body<std::string>(
        body, [](json::ObjectReader& reader, auto& name, auto&) { name = reader.required_text("name", {1, 100}); });
}

base::Task<Response> name_device(DeviceRoster& roster, Request& request, Principal const& caller)
{
    auto const name = parse_name(request.body);
    if (!name) co_return problem(name.error(), request);
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto const id = co_await roster.name(caller, *business, *name);
    if (!id) co_return problem(id.error(), request);

    std::string body;
    json::Writer(body).begin_object().member("id", id->text()).member("name", *name).end_object();
    co_return http::json_response(http::Status::created, std::move(body));
}

base::Task<Response> remove(DeviceRoster& roster, Request& request, Principal const& caller)
{
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto const id = id_or_nil<domain::DeviceId>(request, 1);
    auto const sent = co_await roster.send_away(caller, *business, id);
    if (!sent) co_return problem(sent.error(), request);
    co_return Response{.status = http::Status::no_content, .content_type = {}};
}

}

std::vector<Route> device_routes(DeviceRoster& roster)
{
    using enum http::Method;
    auto const bound = [&roster](auto handler) {
        return
            [&roster, handler](Request& request, Principal const& caller) { return handler(roster, request, caller); };
    };
    std::string const devices = "/api/v1/businesses/{business_id}/devices";
    return {
        {get, devices, Callers::users, rates::usual, bound(list)},
        {post, devices, Callers::users, rates::usual, bound(name_device)},
        {delete_, devices + "/{device}", Callers::users, rates::usual, bound(remove)},
    };
}

}
