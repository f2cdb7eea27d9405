// SPDX-License-Identifier: Apache-2.0
#include "realtime/devices.hpp"

#include <gtest/gtest.h>

namespace realtime {
namespace {

using namespace std::chrono_literals;

class PresentDevices : public testing::Test {
protected:
    domain::Principal person(std::optional<std::string> device) const
    {
        return {domain::UserPrincipal{user_, session_, {}, false}, std::move(device)};
    }

    ports::PresentDevice only_one(Time now) const
    {
        auto present = devices_.at(business_, now);
        EXPECT_EQ(present.size(), 1u);
        return present.empty() ? ports::PresentDevice() : present.front();
    }

    base::Instant const wall_ = base::from_micros(1'795'000'000'000'000);
    domain::BusinessId const business_ = domain::BusinessId::make(wall_);
    domain::UserId const user_ = domain::UserId::make(wall_);
    domain::SessionId const session_ = domain::SessionId::make(wall_);
    Time const start_ = Time(100s);
    Devices devices_{Limits()};
};

TEST_F(PresentDevices, AreToldAsTheyWereWhenTheyWereAskedFor)
{
    auto const device = devices_.enter(business_, person("Counter 1"), domain::Transport::websocket, start_).value();
    device->saw(7, start_ + 2s);

    auto const present = only_one(start_ + 5s);
    device->saw(9, start_ + 5s);
    EXPECT_EQ(present.id, domain::device_id(person("Counter 1")));
    EXPECT_EQ(present.name, "Counter 1");
    EXPECT_EQ(present.credential, user_.text());
    ASSERT_TRUE(present.signed_in);
    EXPECT_EQ(present.signed_in->user, user_);
    EXPECT_EQ(present.signed_in->session, session_);
    EXPECT_EQ(present.transport, domain::Transport::websocket);
    EXPECT_EQ(present.connections, 1u);
    EXPECT_EQ(present.cursor, 7u);
    EXPECT_EQ(present.quiet_for, 3s);
}

TEST_F(PresentDevices, AreOneHoweverManyConnectionsTheyHold)
{
    auto const caller = person("Counter 1");
    EXPECT_TRUE(devices_.enter(business_, caller, domain::Transport::websocket, start_));
    EXPECT_TRUE(devices_.enter(business_, caller, domain::Transport::events, start_));
    auto const present = only_one(start_);
    EXPECT_EQ(present.connections, 2u);
    EXPECT_EQ(present.transport, domain::Transport::events);
}

TEST_F(PresentDevices, OfAnApiKeyHaveNoSession)
{
    domain::ChannelPrincipal const channel{domain::ApiKeyId::make(wall_), business_, {}};
    EXPECT_TRUE(devices_.enter(business_, {channel, std::nullopt}, domain::Transport::events, start_));
    auto const present = only_one(start_);
    EXPECT_FALSE(present.signed_in);
    EXPECT_FALSE(present.name);
    EXPECT_EQ(present.credential, channel.key.text());
}

TEST_F(PresentDevices, AreThereBetweenTwoPollsAndGoWithTheLastConnectionOtherwise)
{
    auto const poll = devices_.enter(business_, person("Counter 1"), domain::Transport::long_poll, start_).value();
    devices_.leave(*poll, domain::Transport::long_poll, start_);
    EXPECT_EQ(only_one(start_).connections, 0u);

    domain::BusinessId const other = domain::BusinessId::make(wall_);
    auto const socket = devices_.enter(other, person("Counter 2"), domain::Transport::websocket, start_).value();
    devices_.leave(*socket, domain::Transport::websocket, start_);
    EXPECT_TRUE(devices_.at(other, start_).empty());
}

}
}
