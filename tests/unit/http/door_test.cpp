// SPDX-License-Identifier: Apache-2.0
#include "http/server/door.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace {

using boost::asio::ip::make_address;
using http::ClientTally;
using http::Door;
using std::chrono::milliseconds;
using std::chrono::seconds;

http::TokenBucket::Time const start{std::chrono::hours(1)};

TEST(TokenBucket, LetsThroughItsBurstAndThenItsRate)
{
    http::TokenBucket bucket(10, 20);
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(bucket.take(start)) << i;
    EXPECT_FALSE(bucket.take(start + milliseconds(99)));
    EXPECT_TRUE(bucket.take(start + milliseconds(100)));
    EXPECT_FALSE(bucket.take(start + milliseconds(199)));
    EXPECT_TRUE(bucket.take(start + seconds(10), 20));
    EXPECT_FALSE(bucket.take(start + seconds(10)));
    bucket.give(1);
    EXPECT_TRUE(bucket.take(start + seconds(10)));
}

TEST(TokenBucket, NeverHoldsMoreThanItsBurst)
{
    http::TokenBucket bucket(10, 20);
    EXPECT_TRUE(bucket.take(start));
    bucket.give(100);
    EXPECT_FALSE(bucket.take(start + seconds(100), 21));
    EXPECT_TRUE(bucket.take(start + seconds(100), 20));
}

TEST(ClientTally, CountsAddressesAndNetworksOfIpv6)
{
    auto const tally = std::make_shared<ClientTally>();
    std::vector<ClientTally::Place> places;
    auto const enters = [&](char const* address) {
        auto place = tally->enter(make_address(address), 2);
        if (place) places.push_back(std::move(*place));
        return place.has_value();
    };
    EXPECT_TRUE(enters("192.0.2.1"));
    EXPECT_TRUE(enters("192.0.2.1"));
    EXPECT_FALSE(enters("192.0.2.1"));
    EXPECT_TRUE(enters("192.0.2.2"));
    EXPECT_TRUE(enters("2001:db8:0:1::1"));
    EXPECT_TRUE(enters("2001:db8:0:1:ffff::2"));
    EXPECT_FALSE(enters("2001:db8:0:1::3")) << "the same /64";
    EXPECT_TRUE(enters("2001:db8:0:2::1"));
    EXPECT_EQ(tally->clients(), 4u);
    places.clear();
    EXPECT_EQ(tally->clients(), 0u) << "nothing is kept of those that left";
}

struct Doorway {
    http::Limits limits;
    http::Edges edges;

    Doorway()
    {
        limits.connections = 5;
        limits.connections_per_address = 2;
        limits.accepts_per_second = 100;
    }
    Door door() const { return {limits, edges}; }
};

TEST(Door, CountsEachClientAndGivesItsPlaceBack)
{
    auto door = Doorway().door();
    auto const peer = make_address("192.0.2.1");
    auto const first = door.decide(peer, 0, start);
    {
        auto const second = door.decide(peer, 1, start);
        EXPECT_EQ(second.refusal, nullptr);
        EXPECT_EQ(door.decide(peer, 2, start).refusal, &http::refusal::connections_of_client);
        EXPECT_EQ(door.decide(make_address("192.0.2.2"), 2, start).refusal, nullptr);
    }
    EXPECT_EQ(door.decide(peer, 1, start).refusal, nullptr);
}

TEST(Door, CountsNoTrustedProxyButLimitsThemAll)
{
    Doorway doorway;
    doorway.edges.trusted_proxies = {*http::parse_network("10.0.0.0/8")};
    auto door = doorway.door();
    for (std::size_t open = 0; open < 5; ++open)
        EXPECT_EQ(door.decide(make_address("10.1.2.3"), open, start).refusal, nullptr);
    EXPECT_EQ(door.decide(make_address("10.1.2.3"), 5, start).refusal, &http::refusal::connections);
}

TEST(Door, LetsInSoManyASecond)
{
    Doorway doorway;
    doorway.limits.accepts_per_second = 10;
    doorway.limits.connections_per_address = 100;
    auto door = doorway.door();
    auto const peer = make_address("192.0.2.1");
    std::vector<Door::Decision> in;
    for (int i = 0; i < 10; ++i) {
        in.push_back(door.decide(peer, 0, start));
        EXPECT_EQ(in.back().refusal, nullptr);
    }
    EXPECT_EQ(door.decide(peer, 0, start).refusal, &http::refusal::accept_rate);
    EXPECT_EQ(door.decide(peer, 0, start + milliseconds(100)).refusal, nullptr);
}

}
