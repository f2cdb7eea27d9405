// SPDX-License-Identifier: Apache-2.0
#include "usecases/rate_limits.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include <map>
#include <set>

namespace {

using namespace std::chrono_literals;
using domain::Allowance;
using usecases::AddressClass;
using usecases::RateLimits;
using usecases::RateVerdict;

/// Counts without time, and answers later when it is told to.
class Counter final : public ports::RateCounter {
public:
    Answer take(ports::RateKey key, domain::Quota quota) override
    {
        auto& used = used_[key.bytes];
        Allowance const allowance{used < quota.limit, used < quota.limit ? quota.limit - used - 1 : 0, 3s};
        if (allowance.is_granted) ++used;
        if (is_remote) return later(allowance);
        return allowance;
    }

    base::Task<void> give_back(ports::RateKey key, domain::Quota) override
    {
        --used_[key.bytes];
        co_return;
    }

    std::size_t buckets() const { return used_.size(); }

    bool is_remote = false;

private:
    static base::Task<Allowance> later(Allowance allowance) { co_return allowance; }

    std::map<base::Bytes16, std::uint32_t> used_;
};

class RateLimitsTest : public testing::TestWithParam<bool> {
protected:
    RateLimitsTest() { counter_.is_remote = GetParam(); }

    template <typename T>
    static T run(base::Task<T> task)
    {
        boost::asio::io_context context;
        auto result = boost::asio::co_spawn(context, std::move(task), boost::asio::use_future);
        context.run();
        return result.get();
    }

    RateVerdict of_caller(domain::Principal const& caller)
    {
        auto counted = limits_.of_caller(caller);
        EXPECT_EQ(std::holds_alternative<RateVerdict>(counted), !counter_.is_remote);
        if (auto const* known = std::get_if<RateVerdict>(&counted)) return *known;
        return run(std::get<base::Task<RateVerdict>>(std::move(counted)));
    }

    RateVerdict of_address(std::string const& address, AddressClass counted_as = AddressClass::api)
    {
        return run(limits_.of_address(counted_as, boost::asio::ip::make_address(address)));
    }

    static domain::Principal person(std::optional<std::string> device = {}, std::uint8_t id = 1)
    {
        domain::UserPrincipal user{};
        user.user.uuid.bytes[15] = id;
        return {user, std::move(device)};
    }

    static domain::Principal channel(std::uint8_t id = 1)
    {
        domain::ChannelPrincipal who{};
        who.key.uuid.bytes[15] = id;
        return {who, {}};
    }

    Counter counter_;
    telemetry::Registry registry_;
    usecases::RateQuotas quotas_{.auth = {1, 5min},
                                 .api = {2, 1h},
                                 .other = {1, 1h},
                                 .account = {1, 5min},
                                 .user = {3, 1min},
                                 .api_key = {2, 1s}};
    RateLimits limits_{counter_, quotas_, registry_};
};

TEST_P(RateLimitsTest, AnAddressHasOneBucketForEachClass)
{
    EXPECT_FALSE(of_address("203.0.113.7").is_refused());
    auto const last = of_address("203.0.113.7");
    EXPECT_EQ(last.policy, "api");
    EXPECT_EQ(last.quota, quotas_.api);
    EXPECT_EQ(last.allowance.remaining, 0u);
    EXPECT_TRUE(of_address("203.0.113.7").is_refused());
    EXPECT_EQ(of_address("203.0.113.7", AddressClass::auth).policy, "auth");
    EXPECT_EQ(of_address("203.0.113.7", AddressClass::other).policy, "default");
    EXPECT_FALSE(of_address("203.0.113.8").is_refused());
    EXPECT_EQ(registry_.counter("rate_limited_total", "", {{"policy", "api"}}).value(), 1u);
}

TEST_P(RateLimitsTest, AllOfAnIpv6SubnetIsOneAddress)
{
    of_address("2001:db8:1:2::1");
    of_address("2001:db8:1:2:ffff::2");
    EXPECT_TRUE(of_address("2001:db8:1:2:3:4:5:6").is_refused());
    EXPECT_FALSE(of_address("2001:db8:1:3::1").is_refused());
}

TEST_P(RateLimitsTest, AnIpv4AddressThatCameOverIpv6IsTheSame)
{
    of_address("203.0.113.7");
    of_address("::ffff:203.0.113.7");
    EXPECT_TRUE(of_address("::ffff:203.0.113.7").is_refused());
    EXPECT_FALSE(of_address("::ffff:203.0.113.8").is_refused());
}

TEST_P(RateLimitsTest, AnAddressIsNotTheSubnetWithTheSameBytes)
{
    of_address("32.1.13.184");
    of_address("32.1.13.184");
    EXPECT_FALSE(of_address("2001:db8::1").is_refused());
}

TEST_P(RateLimitsTest, EachCredentialHasItsOwn)
{
    EXPECT_EQ(of_caller(person()).policy, "user");
    EXPECT_EQ(of_caller(channel()).policy, "api-key");
    of_caller(channel());
    EXPECT_TRUE(of_caller(channel()).is_refused());
    EXPECT_FALSE(of_caller(channel(2)).is_refused());
    EXPECT_FALSE(of_caller(person()).is_refused());
}

TEST_P(RateLimitsTest, OneReadADeviceIsFreeAndTheRestCountToTheCredential)
{
    EXPECT_FALSE(run(limits_.of_reader(person("Counter 1"))).is_counted());
    EXPECT_FALSE(run(limits_.of_reader(person("Counter 2"))).is_counted());
    EXPECT_EQ(run(limits_.of_reader(person("Counter 1"))).policy, "user");
    EXPECT_EQ(run(limits_.of_reader(person("Counter 1"))).allowance.remaining, 1u);
}

TEST_P(RateLimitsTest, NamesOfDevicesMakeNoEndOfBuckets)
{
    for (int i = 0; i < 5000; ++i) run(limits_.of_reader(person("Counter " + std::to_string(i))));
    EXPECT_EQ(counter_.buckets(), RateLimits::devices_told_apart + 1);
}

TEST_P(RateLimitsTest, AWrongPasswordCountsToTheAccountInWhateverCase)
{
    EXPECT_FALSE(run(limits_.before_password("ada@example.org")).is_refused());
    EXPECT_TRUE(run(limits_.before_password("Ada@Example.org")).is_refused());
    run(limits_.password_was_not_wrong("ADA@example.org"));
    EXPECT_FALSE(run(limits_.before_password("ada@example.org")).is_refused());
}

TEST_P(RateLimitsTest, ASessionIsNotItsUser)
{
    domain::SessionId session{};
    session.uuid.bytes[15] = 1;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(run(limits_.of_session(session)).policy, "session");
    EXPECT_TRUE(run(limits_.of_session(session)).is_refused());
    EXPECT_FALSE(of_caller(person()).is_refused());
}

TEST_P(RateLimitsTest, ARefusalSaysWhenToComeBackAndNeverAtOnce)
{
    RateVerdict const verdict{"api", {1, 1h}, {false, 0, 2'000'001us}};
    EXPECT_EQ(usecases::rate_limited(verdict).retry_after, 3s);
    EXPECT_EQ(usecases::rate_limited({"api", {1, 1h}, {false, 0, 0us}}).retry_after, 1s);
    EXPECT_EQ(usecases::rate_limited(verdict).kind, base::FailureKind::exhausted);
}

TEST_P(RateLimitsTest, NothingIsCountedWhenOff)
{
    quotas_.is_on = false;
    RateLimits off(counter_, quotas_, registry_);
    EXPECT_FALSE(run(off.of_address(AddressClass::auth, boost::asio::ip::make_address("::1"))).is_counted());
    EXPECT_FALSE(run(off.of_reader(person())).is_counted());
    EXPECT_FALSE(run(off.before_password("ada@example.org")).is_counted());
    EXPECT_FALSE(std::get<RateVerdict>(off.of_caller(person())).is_counted());
    EXPECT_EQ(counter_.buckets(), 0u);
}

INSTANTIATE_TEST_SUITE_P(HereAndElsewhere, RateLimitsTest, testing::Bool(),
                         [](auto const& instance) { return instance.param ? "Later" : "AtOnce"; });

}
