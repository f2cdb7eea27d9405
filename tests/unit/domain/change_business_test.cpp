// SPDX-License-Identifier: Apache-2.0
#include "domain/decision.hpp"
#include "unit/domain/samples.hpp"

#include <gtest/gtest.h>

namespace {

using namespace domain;
using namespace std::chrono_literals;
using samples::noon;

base::Result<std::optional<Event>> decided(BusinessPatch patch, std::optional<std::uint32_t> if_version = {})
{
    ChangeBusiness command{samples::id<EventId>(9), std::move(patch), if_version};
    return decide(samples::pizzeria(), utc(), {.head = 5, .last_number = 3}, std::move(command), noon);
}

Business changed(BusinessPatch patch) { return *decided(std::move(patch))->value().business(); }

TEST(ChangeBusiness, SetsWhatThePatchNamesAndNothingElse)
{
    BusinessPatch patch;
    patch.name = "Pizza Napoli";
    patch.settings.accept_within_s = 60;
    patch.address.city = "Erbil";
    auto expected = samples::pizzeria();
    expected.name = "Pizza Napoli";
    expected.settings.accept_within_s = 60;
    expected.address.city = "Erbil";
    expected.version = 2;
    expected.updated_at = noon;
    EXPECT_EQ(changed(patch), expected);
}

TEST(ChangeBusiness, IsOneEventOfTheLog)
{
    BusinessPatch patch;
    patch.intake_open = false;
    auto const event = decided(patch)->value();
    EXPECT_EQ(event.seq, 6U);
    EXPECT_EQ(event.last_number, 3U);
    EXPECT_EQ(event.type, EventType::business_updated);
    EXPECT_EQ(event.priority, Priority::normal);
    EXPECT_FALSE(event.business()->intake.open);
}

TEST(ChangeBusiness, NullClearsAndAbsenceKeeps)
{
    auto business = samples::pizzeria();
    business.phone = "+9647801234567";
    business.email = "roma@example.com";
    ChangeBusiness command;
    command.patch.phone = std::optional<std::string>();
    auto const event = decide(business, utc(), {}, command, noon)->value();
    EXPECT_EQ(event.business()->phone, std::nullopt);
    EXPECT_EQ(event.business()->email, "roma@example.com");
}

TEST(ChangeBusiness, NothingNewIsNoEvent)
{
    BusinessPatch patch;
    EXPECT_FALSE(decided(patch)->has_value());
    patch.name = "Pizza Roma";
    patch.intake_open = true;
    patch.phone = std::optional<std::string>();
    EXPECT_FALSE(decided(patch)->has_value());
}

TEST(ChangeBusiness, AStaleVersionChangesNothing)
{
    BusinessPatch patch;
    patch.name = "Pizza Napoli";
    auto const refused = decided(patch, 2);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, base::FailureKind::stale);
    EXPECT_TRUE(decided(patch, 1)->has_value());
}

}
