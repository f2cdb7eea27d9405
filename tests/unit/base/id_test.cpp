// SPDX-License-Identifier: Apache-2.0
#include "base/id.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <thread>
#include <vector>

namespace base {
namespace {

struct Thing {
    static constexpr std::string_view prefix = "thg_";
};
using ThingId = Id<Thing>;

constexpr Instant some_day = Instant(std::chrono::microseconds(1'795'482'123'004'999));

std::vector<Uuid> make_many(std::size_t count)
{
    std::vector<Uuid> result(count);
    for (auto& uuid : result) uuid = make_uuid(some_day);
    return result;
}

RC_GTEST_PROP(Uuid, RoundTrips, ())
{
    Uuid uuid;
    for (auto& byte : uuid.bytes) byte = *rc::gen::arbitrary<std::uint8_t>();
    RC_ASSERT(parse_uuid(format_uuid(uuid)) == uuid);
}

TEST(Uuid, IsReadInEitherCase)
{
    auto const lower = parse_uuid("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");
    ASSERT_TRUE(lower);
    EXPECT_EQ(parse_uuid("0190A1B2-C3D4-7E5F-8A9B-0C1D2E3F4A5B"), lower);
    EXPECT_EQ(format_uuid(*lower), "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");
}

TEST(Uuid, RefusesEveryOtherForm)
{
    for (auto const* text : {"", "0190a1b2c3d47e5f8a9b0c1d2e3f4a5b", "{0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b}",
                             "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b0",
                             "0190a1b2-c3d4-7e5f-8a9b_0c1d2e3f4a5b", "0190a1b-2c3d4-7e5f-8a9b-0c1d2e3f4a5b",
                             "0190a1g2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5-"}) {
        EXPECT_FALSE(parse_uuid(text)) << text;
    }
}

TEST(Uuid, MadeOnesCarryVersionVariantAndTime)
{
    auto const text =
        format_uuid(make_uuid(Instant(std::chrono::milliseconds(0x0190a1b2c3d4) + std::chrono::microseconds(999))));
    // Other tests of this thread may have made ids of a later time; ids never go back.
    EXPECT_GE(text.substr(0, 13), "0190a1b2-c3d4");
    EXPECT_EQ(text[14], '7');
    EXPECT_NE(std::string_view("89ab").find(text[19]), std::string_view::npos);
}

TEST(Uuid, TellsWhenItWasMade)
{
    auto const uuid = parse_uuid("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");
    ASSERT_TRUE(uuid);
    EXPECT_EQ(time_of(*uuid), Instant(std::chrono::milliseconds(0x0190a1b2c3d4)));
    EXPECT_EQ(time_of(Uuid{}), Instant());
}

TEST(Uuid, OfOneThreadRiseStrictlyWithinAMillisecond)
{
    auto const uuids = make_many(50'000);
    EXPECT_EQ(std::ranges::adjacent_find(uuids, std::ranges::greater_equal()), uuids.end());
}

TEST(Uuid, RiseWhenTheClockGoesBack)
{
    auto const before = make_uuid(some_day);
    EXPECT_LT(before, make_uuid(some_day - std::chrono::hours(1)));
    EXPECT_LT(before, make_uuid(Instant::min()));
}

TEST(Uuid, OfManyThreadsRiseInEachAndDifferInAll)
{
    std::vector<std::vector<Uuid>> made(8);
    std::vector<std::thread> threads;
    for (auto& uuids : made) threads.emplace_back([&uuids] { uuids = make_many(5'000); });
    for (auto& thread : threads) thread.join();

    std::set<Uuid> all;
    for (auto const& uuids : made) {
        EXPECT_EQ(std::ranges::adjacent_find(uuids, std::ranges::greater_equal()), uuids.end());
        all.insert(uuids.begin(), uuids.end());
    }
    EXPECT_EQ(all.size(), 8U * 5'000U);
}

TEST(Id, ShowsItsKindAndTakesNoOther)
{
    auto const id = ThingId::make(some_day);
    EXPECT_TRUE(id.text().starts_with("thg_"));
    EXPECT_EQ(ThingId::parse(id.text()), id);
    EXPECT_FALSE(ThingId::parse("ord_" + id.text().substr(4)));
    EXPECT_FALSE(ThingId::parse(id.text().substr(4)));
    EXPECT_FALSE(ThingId::parse("thg_"));
    EXPECT_FALSE(ThingId::parse("THG_" + id.text().substr(4)));
}

}
}
