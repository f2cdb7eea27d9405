// SPDX-License-Identifier: Apache-2.0
#include "usecases/device_roster.hpp"

#include "stores.hpp"

/// Who sees and sends away the devices of a business, on a real store: who listens is the test's to say.
namespace conformance {
namespace {

using namespace std::chrono_literals;

/// Listens where the test says so.
class Listeners final : public ports::Presence {
public:
    base::Task<base::Result<std::vector<ports::PresentDevice>>> at(domain::BusinessId) override { co_return devices; }
    std::size_t listening(domain::BusinessId) const override { return devices.size(); }

    std::vector<ports::PresentDevice> devices;
};

class DeviceRoster : public StoreSuite {
protected:
    domain::Principal signed_in(domain::UserId user)
    {
        auto const now = clock_.now();
        auto const id = domain::SessionId::make(now);
        ports::Session session{id, user, std::nullopt, std::nullopt, now, now + 1h, now};
        EXPECT_TRUE(run(whole().sessions().create(std::move(session), base::sha256(id.text()))));
        return {domain::UserPrincipal{user, id, now + 1h, false}, std::nullopt};
    }

    domain::Principal staff()
    {
        auto const user = new_user();
        auto const token = base::sha256(user.text());
        EXPECT_TRUE(
            run(whole().memberships().invite(business_, {domain::Role::staff, owner_, token, clock_.now() + 1h})));
        EXPECT_TRUE(run(whole().memberships().join(user, token)));
        return signed_in(user);
    }

    ports::PresentDevice& listens(domain::Principal const& caller, std::string name)
    {
        auto& device = presence_.devices.emplace_back();
        device.id = domain::device_id({caller.who, name});
        device.name = std::move(name);
        device.credential = caller.actor().credential;
        if (auto const* user = caller.user()) device.signed_in = {user->user, user->session};
        return device;
    }

    std::string sent_away(domain::Principal const& caller, domain::DeviceId id)
    {
        auto const sent = run(roster_.send_away(caller, business_, id));
        return sent ? "sent" : sent.error().code;
    }

    bool lives(domain::Principal const& caller)
    {
        return run(whole().sessions().find(caller.person().session)).value().has_value();
    }

    domain::BusinessId business_ = new_business();
    domain::Principal owner_there_ = signed_in(owner_);
    Listeners presence_;
    usecases::AccessTokens tokens_{{{"key", std::vector<std::uint8_t>(32)}}, 60s};
    usecases::Access access_{whole().users(), ports().businesses, whole().sessions(), whole().api_keys(), tokens_,
                             clock_};
    usecases::DeviceRoster roster_{presence_, ports().log, whole().sessions(), access_, clock_};
};

TEST_P(DeviceRoster, TellsHowFarEachDeviceIsBehindTheLog)
{
    placed(business_);
    placed(business_);
    listens(owner_there_, "Counter 1").cursor = 2;
    auto& behind = listens(owner_there_, "Counter 2");
    behind.cursor = 1;
    behind.quiet_for = 5s;

    auto const roster = run(roster_.list(owner_there_, business_)).value();
    ASSERT_EQ(roster.devices.size(), 2u);
    EXPECT_EQ(roster.head, 2u);
    EXPECT_EQ(roster.devices[0].lag, 0u);
    EXPECT_EQ(roster.devices[1].lag, 1u);
    EXPECT_EQ(roster.devices[1].last_seen_at, clock_.now() - 5s);
}

TEST_P(DeviceRoster, NoDeviceIsAheadOfTheHeadThatIsTold)
{
    listens(owner_there_, "Counter 1").cursor = 3;
    listens(owner_there_, "Counter 2").cursor = 1;
    auto const roster = run(roster_.list(owner_there_, business_)).value();
    EXPECT_EQ(roster.head, 3u);
    EXPECT_EQ(roster.devices[0].lag, 0u);
    EXPECT_EQ(roster.devices[1].lag, 2u);
}

TEST_P(DeviceRoster, ANameIsTheIdThatTheDeviceWillListenBy)
{
    auto const id = listens(owner_there_, "Counter 1").id;
    EXPECT_EQ(run(roster_.name(owner_there_, business_, "Counter 1")), id);
    EXPECT_NE(run(roster_.name(owner_there_, business_, "Counter 2")), id);
}

TEST_P(DeviceRoster, WhoIsSentAwayHasNoSessionAnyMore)
{
    auto const worker = staff();
    auto const id = listens(worker, "Kitchen").id;
    EXPECT_EQ(sent_away(owner_there_, id), "sent");
    EXPECT_FALSE(lives(worker));
    EXPECT_EQ(sent_away(owner_there_, id), "sent");  // it is gone already, and somebody else may have done that
}

TEST_P(DeviceRoster, StaffSendsAwayOnlyItsOwnDevices)
{
    auto const worker = staff();
    auto const of_owner = listens(owner_there_, "Counter 1").id;
    auto const own = listens(worker, "Kitchen").id;
    EXPECT_EQ(sent_away(worker, of_owner), "forbidden");
    EXPECT_TRUE(lives(owner_there_));
    EXPECT_EQ(sent_away(worker, own), "sent");
}

TEST_P(DeviceRoster, ADeviceOfAnApiKeyIsNotSentAway)
{
    domain::ChannelPrincipal const channel{domain::ApiKeyId::make(clock_.now()), business_, {}};
    auto const id = listens({channel, std::nullopt}, "Till").id;
    EXPECT_EQ(sent_away(owner_there_, id), "device_has_no_session");
}

TEST_P(DeviceRoster, WhoDoesNotListenIsNotFound)
{
    EXPECT_EQ(sent_away(owner_there_, domain::DeviceId::make(clock_.now())), "device_not_found");
}

TEST_P(DeviceRoster, StrangersDoNotLearnThatTheBusinessIsThere)
{
    auto const stranger = signed_in(new_user());
    auto const id = listens(owner_there_, "Counter 1").id;
    EXPECT_EQ(run(roster_.list(stranger, business_)).error().code, "business_not_found");
    EXPECT_EQ(run(roster_.name(stranger, business_, "Counter 1")).error().code, "business_not_found");
    EXPECT_EQ(sent_away(stranger, id), "business_not_found");
}

RUN_ON_WHOLE_STORES(DeviceRoster);

}
}
