// SPDX-License-Identifier: Apache-2.0
#include "domain/command.hpp"
#include "unit/domain/samples.hpp"

#include <gtest/gtest.h>

namespace {

using namespace domain;
using namespace std::chrono_literals;
using samples::noon;

Decision decided(BusinessPatch patch, std::optional<std::uint32_t> if_version = {})
{
    ChangeBusiness command{samples::id<EventId>(9), samples::id<BusinessId>(1), std::move(patch), if_version};
    return samples::decide(samples::pizzeria(), {.head = 5, .last_number = 3}, std::move(command), noon);
}

Business changed(BusinessPatch patch) { return *decided(std::move(patch)).event()->business(); }

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
    auto const event = *decided(patch).event();
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
    auto const event = *samples::decide(business, {}, command, noon).event();
    EXPECT_EQ(event.business()->phone, std::nullopt);
    EXPECT_EQ(event.business()->email, "roma@example.com");
}

TEST(ChangeBusiness, NothingNewIsNoEvent)
{
    BusinessPatch patch;
    EXPECT_EQ(std::get<Settled>(decided(patch).outcome).how, Settled::How::unchanged);
    patch.name = "Pizza Roma";
    patch.intake_open = true;
    patch.phone = std::optional<std::string>();
    EXPECT_EQ(std::get<Settled>(decided(patch).outcome).how, Settled::How::unchanged);
}

TEST(ChangeBusiness, AStaleVersionChangesNothing)
{
    BusinessPatch patch;
    patch.name = "Pizza Napoli";
    auto const refused = decided(patch, 2);
    EXPECT_EQ(samples::why(refused), Refusal::business_changed);
    EXPECT_NE(decided(patch, 1).event(), nullptr);
}

TEST(ChangeBusiness, SuspendingEndsEverybodysAccessOnce)
{
    BusinessPatch patch;
    patch.status = BusinessStatus::suspended;
    EXPECT_TRUE(decided(patch).ends_access);
    patch.status = BusinessStatus::approved;
    patch.name = "Pizza Napoli";
    EXPECT_FALSE(decided(patch).ends_access);
}

TEST(RemoveBusiness, IsTheLogsLastEventAndEndsEverybodysAccess)
{
    auto const business = samples::pizzeria();
    RemoveBusiness const command{samples::id<EventId>(9), business.id};
    auto const decision = decide({.business = &business, .log = {.head = 5, .last_number = 3}}, command, noon);
    EXPECT_EQ(decision.event()->type, EventType::business_removed);
    EXPECT_EQ(decision.event()->seq, 6U);
    EXPECT_TRUE(decision.ends_access);
}

TEST(RemoveBusiness, IsRefusedWhileOrdersAreOpen)
{
    auto const business = samples::pizzeria();
    RemoveBusiness const command{samples::id<EventId>(9), business.id};
    auto const decision = decide({.business = &business, .has_open_orders = true}, command, noon);
    EXPECT_EQ(samples::why(decision), Refusal::has_open_orders);
}

}
