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

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <vector>

namespace {

using api::RateClass;
using api::RateUse;
using http::Method;
using usecases::AddressClass;

/// What a row binds and nobody calls here: room for a T in which there is none.
template <typename T>
T& bound()
{
    alignas(T) static std::byte room[sizeof(T)];
    return reinterpret_cast<T&>(room);
}

std::vector<api::Route> all_rows()
{
    auto& limits = bound<usecases::RateLimits>();
    auto& businesses = bound<usecases::Businesses>();
    auto& identity = bound<usecases::Identity>();
    auto const& parts = bound<api::StreamParts>();
    std::vector<api::Route> rows;
    auto const add = [&rows](std::vector<api::Route> routes) { std::ranges::move(routes, std::back_inserter(rows)); };
    add(api::health_routes(bound<telemetry::Readiness>()));
    add(api::observation_routes(
        {bound<telemetry::Registry>(), bound<usecases::ServiceHealth>(), bound<http::Router>(), "token", "version"}));
    add(api::identity_routes(identity, businesses));
    add(api::session_routes(identity, bound<usecases::Sessions>(), limits));
    add(api::password_routes(bound<usecases::Passwords>(), limits));
    add(api::business_routes(businesses));
    add(api::platform_routes(bound<usecases::Platform>(), businesses));
    add(api::membership_routes(bound<usecases::Memberships>()));
    add(api::api_key_routes(bound<usecases::ApiKeys>()));
    add(api::order_routes(bound<usecases::Orders>(), bound<ports::Presence>()));
    add(api::statistics_routes(bound<usecases::Statistics>()));
    add(api::stream_poll_routes(bound<realtime::Poll>()));
    add(api::notification_routes(bound<usecases::Notifications>()));
    add(api::stream_snapshot_routes(bound<usecases::Snapshots>()));
    add(api::stream_socket_routes(parts));
    add(api::stream_events_routes(parts, bound<usecases::StreamTickets>()));
    add(api::device_routes(bound<usecases::DeviceRoster>()));
    return rows;
}

struct Exception {
    Method method;
    std::string_view path;
    RateClass rate;
};

constexpr std::string_view notifications = "/api/v1/businesses/{business_id}/notifications";
constexpr std::string_view event_stream = "/api/v1/businesses/{business_id}/notifications/stream";

/// docs/rate-limits.md; all other rows are counted as usual.
constexpr Exception exceptions[] = {
    {Method::post, "/api/v1/auth/register", {RateUse::proof, AddressClass::auth}},
    {Method::post, "/api/v1/auth/login", {RateUse::proof, AddressClass::auth}},
    {Method::post, "/api/v1/auth/forgot-password", {RateUse::proof, AddressClass::auth}},
    {Method::post, "/api/v1/auth/reset-password", {RateUse::proof, AddressClass::auth}},
    {Method::post, "/api/v1/auth/refresh", {RateUse::refusals, AddressClass::auth}},
    {Method::get, notifications, {RateUse::poll, AddressClass::api}},
    {Method::get, event_stream, {RateUse::refusals, AddressClass::api}},
    {Method::get, "/ws/notifications/{business_id}", {RateUse::refusals, AddressClass::other}},
    {Method::get, "/health", {RateUse::exempt, AddressClass::other}},
    {Method::get, "/health/live", {RateUse::exempt, AddressClass::other}},
    {Method::get, "/health/ready", {RateUse::exempt, AddressClass::other}},
    {Method::get, "/health/detailed", {RateUse::refusals, AddressClass::other}},
    {Method::get, "/metrics", {RateUse::refusals, AddressClass::other}},
    {Method::get, "/api/v1/metrics", {RateUse::refusals, AddressClass::api}},
};

bool is_of(api::Route const& row, Exception const& exception)
{
    return row.method == exception.method && row.path == exception.path;
}

class RowWithItsOwnRateClass : public testing::TestWithParam<Exception> {};

TEST_P(RowWithItsOwnRateClass, IsThereOnceAndAsDocumented)
{
    auto const& expected = GetParam();
    auto const rows = all_rows();
    auto const is_it = [&](api::Route const& row) { return is_of(row, expected); };
    ASSERT_EQ(std::ranges::count_if(rows, is_it), 1);
    EXPECT_EQ(std::ranges::find_if(rows, is_it)->rate, expected.rate);
}

INSTANTIATE_TEST_SUITE_P(RateLimits, RowWithItsOwnRateClass, testing::ValuesIn(exceptions));

TEST(RouteRows, CountAsUsualUnlessTheyAreDocumentedOtherwise)
{
    auto const rows = all_rows();
    EXPECT_GT(rows.size(), 50u);
    for (auto const& row : rows) {
        if (std::ranges::any_of(exceptions, [&](auto const& each) { return is_of(row, each); })) continue;
        EXPECT_EQ(row.rate, (RateClass{RateUse::usual, AddressClass::api})) << row.path;
        EXPECT_TRUE(row.path.starts_with("/api/v1/")) << row.path;
    }
}

TEST(RouteRows, NameABusinessInOneWay)
{
    for (auto const& row : all_rows()) {
        auto const folder = row.path.find("/businesses/{");
        if (folder == row.path.npos) continue;
        EXPECT_TRUE(row.path.substr(folder).starts_with("/businesses/{business_id}")) << row.path;
    }
}

}
