// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/rate_table.hpp"

#include "adapters/local/local.hpp"

#include <gtest/gtest.h>

#include <cstring>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
// What <sanitizer/allocator_interface.h> declares; g++ 12 comes without that header.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#else
#include <malloc.h>
#endif

namespace {

using namespace std::chrono_literals;
using adapters::local::RateTable;
using domain::Quota;
using ports::RateKey;
using ports::RateSubject;

constexpr base::Instant noon{1'795'000'000s};
constexpr Quota one_each{100, 1h};

class StillClock final : public ports::Clock {
public:
    base::Instant now() const override { return noon; }
};

RateKey key(std::uint64_t number, RateSubject subject = RateSubject::address_default)
{
    RateKey result;
    result.bytes[0] = static_cast<std::uint8_t>(subject);
    std::memcpy(result.bytes.data() + 1, &number, sizeof number);
    return result;
}

std::size_t allocated_bytes()
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return __sanitizer_get_current_allocated_bytes();
#else
    auto const heap = ::mallinfo2();
    return heap.uordblks + heap.hblkhd;
#endif
}

TEST(RateTable, AMillionAddressesCostLessThan64MiB)
{
    auto const before = allocated_bytes();
    telemetry::Registry registry;
    StillClock const clock;
    auto const counter = adapters::local::make_rate_counter(1'000'000, clock, registry);
    for (std::uint64_t i = 0; i < 1'000'000; ++i) counter->take(key(i), one_each);
    auto const cost = allocated_bytes() - before;
    EXPECT_GT(cost, 1'900'000 * RateTable::entry_bytes);
    EXPECT_LT(cost, std::size_t{64} * 1024 * 1024);
}

TEST(RateTable, NothingIsForgottenUpToThreeFifths)
{
    telemetry::Counter forgotten;
    RateTable table(100'000, forgotten);
    for (std::uint64_t i = 0; i < 60'000; ++i) table.take(key(i), one_each, noon);
    EXPECT_EQ(forgotten.value(), 0u);
    for (std::uint64_t i = 0; i < 60'000; ++i)
        ASSERT_EQ(table.take(key(i), one_each, noon).remaining, one_each.limit - 2);
}

TEST(RateTable, ABucketThatIsFullAgainMakesRoom)
{
    telemetry::Counter forgotten;
    RateTable table(10'000, forgotten);
    auto now = noon;
    for (std::uint64_t i = 0; i < 50'000; ++i) {
        table.take(key(i), one_each, now);
        now += one_each.interval() / 5'000;
    }
    EXPECT_EQ(forgotten.value(), 0u);
}

TEST(RateTable, AFloodForgetsWhoUsedLittleAndNeverWhoUsedEverythingUp)
{
    telemetry::Counter forgotten;
    RateTable table(1000, forgotten);
    Quota const sign_ins{10, 5min};
    std::uint64_t const victims = 20;
    for (std::uint64_t i = 0; i < victims; ++i)
        for (std::uint32_t n = 0; n < sign_ins.limit; ++n) table.take(key(i, RateSubject::account), sign_ins, noon);

    // Each of them as much as it may before it owes as much time as the victims.
    for (std::uint64_t i = 0; i < 20'000; ++i)
        for (int n = 0; n < 8; ++n) table.take(key(i), one_each, noon);
    EXPECT_GT(forgotten.value(), 19'000u);
    for (std::uint64_t i = 0; i < victims; ++i)
        EXPECT_FALSE(table.take(key(i, RateSubject::account), sign_ins, noon).is_granted);
}

TEST(RateTable, AFloodOfAddressesTouchesNoCredential)
{
    telemetry::Registry registry;
    StillClock const clock;
    auto const counter = adapters::local::make_rate_counter(1000, clock, registry);
    Quota const key_quota{100, 1s};
    for (std::uint64_t i = 0; i < 400; ++i) counter->take(key(i, RateSubject::api_key), key_quota);
    for (std::uint64_t i = 0; i < 20'000; ++i) counter->take(key(i), one_each);
    for (std::uint64_t i = 0; i < 400; ++i)
        EXPECT_EQ(std::get<domain::Allowance>(counter->take(key(i, RateSubject::api_key), key_quota)).remaining, 98u);
    EXPECT_GT(registry.counter("rate_limit_forgotten_total", "", {{"made_by", "anyone"}}).value(), 18'000u);
    EXPECT_EQ(registry.counter("rate_limit_forgotten_total", "", {{"made_by", "credential"}}).value(), 0u);
}

}
