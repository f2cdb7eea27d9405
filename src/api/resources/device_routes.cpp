// SPDX-License-Identifier: Apache-2.0
#include "api/resources/device_routes.hpp"

#include "api/bodies/body.hpp"
#include "api/bodies/query.hpp"
#include "api/routing/path.hpp"
#include "api/routing/problem.hpp"
#include "domain/failures.hpp"
#include "json/writer.hpp"
#include "realtime/devices.hpp"

#include <algorithm>

namespace api {

namespace {

using domain::Principal;
using http::Request;
using http::Response;
using realtime::Devices;

struct DevicesParts {
    StreamParts const& streams;
    usecases::Sessions& sessions;
};

/// Where the log stands, as far as the devices themselves know: the furthest of them.
std::uint64_t furthest(std::vector<Devices::Seen> const& seen)
{
    std::uint64_t head = 0;
    for (auto const& each : seen) head = std::max(head, each.device->seq.load());
    return head;
}

void append_device(json::Writer& writer, Devices::Seen const& seen, std::uint64_t head, base::Instant now)
{
    auto const& device = *seen.device;
    auto const quiet_for = realtime::Clock::now().time_since_epoch() - realtime::Time::duration(device.seen_at.load());
    auto const seq = device.seq.load();
    writer.begin_object().member("id", device.id.text()).member("name", device.caller.device);
    writer.member("transport", realtime::to_text(seen.transport));
    writer.member("connections", static_cast<std::uint64_t>(seen.connections))
        .member("credential", device.caller.actor().credential);
    writer.member("cursor", seq).member("lag", head > seq ? head - seq : 0);
    writer.member("last_seen_at", now - std::chrono::duration_cast<std::chrono::microseconds>(quiet_for)).end_object();
}

base::Task<Response> list(DevicesParts parts, Request& request, Principal const& caller)
{
    auto const query = Query::read(request, {});
    if (!query) co_return problem(query.error(), request);
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto const permitted = co_await parts.streams.access.require(caller, *business, domain::Action::manage_devices);
    if (!permitted) co_return problem(permitted.error(), request);
    auto const position = co_await parts.streams.log.position(*business);
    if (!position) co_return problem(position.error(), request);

    auto const seen = parts.streams.hub.devices().at(*business);
    auto const head = std::max(position->head, furthest(seen));
    std::string body;
    json::Writer writer(body);
    writer.begin_object().member("head", head).key("devices").begin_array();
    for (auto const& each : seen) append_device(writer, each, head, parts.streams.clock.now());
    writer.end_array().end_object();
    co_return http::json_response(http::Status::ok, std::move(body));
}

base::Result<std::string> parse_name(std::string_view body)
{
    return parse_body<std::string>(
        body, [](json::ObjectReader& reader, auto& name, auto&) { name = reader.required_text("name", {1, 100}); });
}

/// A device's id follows from who signs in and what they call it: the same name, the same device.
base::Task<Response> name_device(DevicesParts parts, Request& request, Principal const& caller)
{
    auto name = parse_name(request.body);
    if (!name) co_return problem(name.error(), request);
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto const permitted = co_await parts.streams.access.require(caller, *business, domain::Action::manage_devices);
    if (!permitted) co_return problem(permitted.error(), request);

    Principal const named{caller.who, std::move(*name)};
    std::string body;
    json::Writer(body)
        .begin_object()
        .member("id", realtime::device_id(named).text())
        .member("name", named.device)
        .end_object();
    co_return http::json_response(http::Status::created, std::move(body));
}

/// Ends the session that the device signed in with. Whoever runs the business sends anybody away, others only
/// their own devices.
base::Task<base::Result<void>> send_away(DevicesParts parts, Principal const& caller, domain::BusinessId business,
                                         domain::DeviceId id)
{
    auto const permitted = co_await parts.streams.access.require(caller, business, domain::Action::manage_devices);
    if (!permitted) co_return std::unexpected(permitted.error());
    auto const seen = parts.streams.hub.devices().at(business);
    auto const found = std::ranges::find_if(seen, [id](auto const& each) { return each.device->id == id; });
    if (found == seen.end()) co_return std::unexpected(domain::device_not_found());

    auto const& owner = found->device->caller;
    auto const* user = owner.user();
    if (!user)
        co_return base::failure(base::FailureKind::conflict, "device_has_no_session",
                                "The device listens with an API key; delete the key instead.");
    if (owner.actor().credential != caller.actor().credential) {
        auto const runs_it = co_await parts.streams.access.require(caller, business, domain::Action::set_intake);
        if (!runs_it) co_return std::unexpected(runs_it.error());
    }
    auto const ended = co_await parts.sessions.end(owner, user->session);
    // Somebody else may have ended it in the same moment.
    if (!ended && ended.error().kind == base::FailureKind::not_found) co_return base::Result<void>{};
    co_return ended;
}

base::Task<Response> remove(DevicesParts parts, Request& request, Principal const& caller)
{
    auto const business = business_in_path(request);
    if (!business) co_return problem(business.error(), request);
    auto const id = path_id<domain::DeviceId>(request, 1);
    if (!id) co_return problem(domain::device_not_found(), request);
    auto const sent = co_await send_away(parts, caller, *business, *id);
    if (!sent) co_return problem(sent.error(), request);
    co_return Response{.status = http::Status::no_content, .content_type = {}};
}

}

std::vector<Route> device_routes(StreamParts const& parts, usecases::Sessions& sessions)
{
    using enum http::Method;
    auto const bound = [&](auto handler) {
        return [all = DevicesParts{parts, sessions}, handler](Request& request, Principal const& caller) {
            return handler(all, request, caller);
        };
    };
    return {
        {get, "/api/v1/businesses/{business_id}/devices", Callers::users, rates::usual, bound(list)},
        {post, "/api/v1/businesses/{business_id}/devices", Callers::users, rates::usual, bound(name_device)},
        {delete_, "/api/v1/businesses/{business_id}/devices/{device}", Callers::users, rates::usual, bound(remove)},
    };
}

}
