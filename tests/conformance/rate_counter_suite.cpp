// SPDX-License-Identifier: Apache-2.0
// The contract of ports::RateCounter, and of the use case on top of every one of them.
#include "adapters/local/local.hpp"
#include "store_fixture.hpp"
#include "usecases/rate_limits.hpp"

#include <array>
#include <atomic>
#include <latch>
#include <thread>

namespace conformance {
namespace {

using namespace std::chrono_literals;
using domain::Allowance;
using domain::Quota;
using ports::RateKey;
using ports::RateSubject;

struct CounterFactory {
    std::string name;
    std::function<std::unique_ptr<ports::RateCounter>(ports::Clock const&, telemetry::Registry&)> make;
};

auto all_counters()
{
    return testing::Values(CounterFactory{"Local", [](ports::Clock const& clock, telemetry::Registry& registry) {
                                              return adapters::local::make_rate_counter(100'000, clock, registry);
                                          }});
}

template <typename T>
T run(base::Task<T> task)
{
    boost::asio::io_context context;
    auto result = boost::asio::co_spawn(context, std::move(task), boost::asio::use_future);
    context.run();
    return result.get();
}

/// A coroutine must not be a lambda that dies before it.
base::Task<Allowance> awaited(ports::RateCounter& counter, RateKey key, Quota quota)
{
    auto answer = counter.take(key, quota);
    if (auto const* known = std::get_if<Allowance>(&answer)) co_return *known;
    co_return co_await std::get<base::Task<Allowance>>(std::move(answer));
}

class RateCounter : public testing::TestWithParam<CounterFactory> {
protected:
    static RateKey key(std::uint8_t name, RateSubject subject = RateSubject::address_api)
    {
        RateKey result;
        result.bytes[0] = static_cast<std::uint8_t>(subject);
        result.bytes[15] = name;
        return result;
    }

    Allowance take(RateKey const& of, Quota const& quota) { return run(awaited(*counter_, of, quota)); }

    TestClock clock_;
    telemetry::Registry registry_;
    std::unique_ptr<ports::RateCounter> counter_ = GetParam().make(clock_, registry_);
};

TEST_P(RateCounter, ABucketThatWasNeverSeenIsFull)
{
    auto const first = take(key(1), {5, 10s});
    EXPECT_TRUE(first.is_granted);
    EXPECT_EQ(first.remaining, 4u);
    EXPECT_EQ(first.more_in, 2s);
}

TEST_P(RateCounter, OneComesBackEachInterval)
{
    Quota const quota{2, 10s};
    EXPECT_TRUE(take(key(1), quota).is_granted);
    EXPECT_TRUE(take(key(1), quota).is_granted);
    clock_.advance(5s - 1us);
    auto const refused = take(key(1), quota);
    EXPECT_FALSE(refused.is_granted);
    EXPECT_EQ(refused.more_in, 1us);
    clock_.advance(1us);
    EXPECT_TRUE(take(key(1), quota).is_granted);
    EXPECT_FALSE(take(key(1), quota).is_granted);
}

TEST_P(RateCounter, BucketsHaveNothingToDoWithEachOther)
{
    Quota const quota{1, 10s};
    for (std::uint8_t subject = 0; subject <= static_cast<std::uint8_t>(RateSubject::device); ++subject) {
        EXPECT_TRUE(take(key(1, static_cast<RateSubject>(subject)), quota).is_granted);
        EXPECT_TRUE(take(key(2, static_cast<RateSubject>(subject)), quota).is_granted);
        EXPECT_FALSE(take(key(1, static_cast<RateSubject>(subject)), quota).is_granted);
    }
}

TEST_P(RateCounter, WhatIsGivenBackIsThereAgainAndNoMore)
{
    Quota const quota{2, 10s};
    take(key(1), quota);
    take(key(1), quota);
    run(counter_->give_back(key(1), quota));
    EXPECT_TRUE(take(key(1), quota).is_granted);
    EXPECT_FALSE(take(key(1), quota).is_granted);

    clock_.advance(10s);
    run(counter_->give_back(key(1), quota));
    run(counter_->give_back(key(2), quota));
    for (auto const name : {std::uint8_t{1}, std::uint8_t{2}}) {
        EXPECT_TRUE(take(key(name), quota).is_granted);
        EXPECT_TRUE(take(key(name), quota).is_granted);
        EXPECT_FALSE(take(key(name), quota).is_granted);
    }
}

template <typename Ask>
base::Task<std::size_t> granted_of(std::size_t count, Ask const& ask)
{
    std::size_t granted = 0;
    for (std::size_t n = 0; n < count; ++n)
        if (co_await ask()) ++granted;
    co_return granted;
}

/// How many of `each` requests from each of 64 threads at once are granted.
template <typename Ask>
std::size_t granted_to_64_threads(std::size_t each, Ask const& ask)
{
    std::latch start(64);
    std::atomic<std::size_t> granted{0};
    std::vector<std::jthread> threads;
    for (int i = 0; i < 64; ++i)
        threads.emplace_back([&] {
            start.arrive_and_wait();
            granted += run(granted_of(each, ask));
        });
    threads.clear();
    return granted;
}

base::Task<bool> is_granted(ports::RateCounter& counter, RateKey key, Quota quota)
{
    co_return (co_await awaited(counter, key, quota)).is_granted;
}

TEST_P(RateCounter, SixtyFourThreadsAtOneBucketTogetherGetExactlyTheLimit)
{
    Quota const quota{1000, 1h};
    auto const ask = [&] { return is_granted(*counter_, key(1), quota); };
    EXPECT_EQ(granted_to_64_threads(500, ask), 1000u);
    clock_.advance(36s);
    EXPECT_EQ(granted_to_64_threads(2, ask), 10u);
}

base::Task<bool> is_let_in(usecases::RateLimits& limits, boost::asio::ip::address address)
{
    co_return !(co_await limits.of_address(usecases::AddressClass::api, address)).is_refused();
}

TEST_P(RateCounter, SixtyFourThreadsFromOneAddressAreLetInExactlyAThousandTimes)
{
    usecases::RateLimits limits(*counter_, {}, registry_);
    auto const address = boost::asio::ip::make_address("203.0.113.7");
    EXPECT_EQ(granted_to_64_threads(500, [&] { return is_let_in(limits, address); }), 1000u);
    EXPECT_EQ(registry_.counter("rate_limited_total", "", {{"policy", "api"}}).value(), 64u * 500u - 1000u);
}

base::Task<bool> guesses(usecases::RateLimits& limits, std::atomic<int>& tried, bool is_right)
{
    std::string const account = "ada@example.org";
    auto const attempt = co_await limits.before_password(account);
    if (attempt.is_refused()) co_return false;
    ++tried;
    if (is_right) co_await limits.password_was_not_wrong(account);
    co_return true;
}

TEST_P(RateCounter, GuessesAtOnceDoNotOutrunTheCountOfWrongPasswords)
{
    usecases::RateLimits limits(*counter_, {}, registry_);
    std::atomic<int> tried{0};
    EXPECT_EQ(granted_to_64_threads(2, [&] { return guesses(limits, tried, false); }), 10u);
    EXPECT_EQ(tried, 10);
}

TEST_P(RateCounter, RightPasswordsAreNotCounted)
{
    usecases::RateLimits limits(*counter_, {}, registry_);
    std::atomic<int> tried{0};
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(run(guesses(limits, tried, true)));
    EXPECT_EQ(tried, 100);
}

INSTANTIATE_TEST_SUITE_P(Counters, RateCounter, all_counters(),
                         [](auto const& instance) { return instance.param.name; });

}
}
