// SPDX-License-Identifier: Apache-2.0
#include "api/resources/api_key_routes.hpp"
#include "api/resources/business_routes.hpp"
#include "api/resources/device_routes.hpp"
#include "api/resources/health_routes.hpp"
#include "api/resources/identity_routes.hpp"
#include "api/resources/membership_routes.hpp"
#include "api/resources/notification_routes.hpp"
#include "api/resources/observation_routes.hpp"
#include "api/resources/order_routes.hpp"
#include "api/resources/password_routes.hpp"
#include "api/resources/platform_routes.hpp"
#include "api/resources/session_routes.hpp"
#include "api/resources/statistics_routes.hpp"
#include "api/streams/stream_events.hpp"
#include "api/streams/stream_poll.hpp"
#include "api/streams/stream_snapshot.hpp"
#include "api/streams/stream_socket.hpp"
#include "app/server/docs_routes.hpp"
#include "app/server/page_routes.hpp"
#include "app/server/server_process.hpp"
#include "app/version.hpp"

namespace app {

void ServerProcess::add_routes()
{
    auto& use = use_cases_;
    auto const add = [&](std::vector<api::Route> routes) {
        api::add_routes(router_, use.access, use.rate_limits, std::move(routes));
    };
    add(api::health_routes(readiness_));
    add(api::observation_routes(
        {registry_, use.service_health, router_, settings_.metrics_token, std::string(version())}));
    add(api::identity_routes(use.identity, use.businesses));
    add(api::session_routes(use.identity, use.sessions, use.rate_limits));
    add(api::password_routes(use.passwords, use.rate_limits));
    add(api::business_routes(use.businesses));
    add(api::platform_routes(use.platform, use.businesses));
    add(api::membership_routes(use.memberships));
    add(api::api_key_routes(use.api_keys));
    add(api::order_routes(use.orders, hub_));
    add(api::statistics_routes(use.statistics));
    add(api::stream_poll_routes(streams_.poll));
    add(api::notification_routes(use.notifications));
    add(api::stream_snapshot_routes(use.snapshots));
    add(api::stream_socket_routes(streams_.parts));
    add(api::stream_events_routes(streams_.parts, use.stream_tickets));
    add(api::device_routes(use.device_roster));
    add(page_routes());
    if (shows_docs(settings_)) add(docs_routes(openapi_));
    api::add_fallback(router_, use.access, use.rate_limits);
}

}
