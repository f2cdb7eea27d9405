// SPDX-License-Identifier: Apache-2.0
#include "domain/command.hpp"

#include <gtest/gtest.h>

namespace domain {
namespace {

base::Instant at(char const* text) { return *base::parse_instant(text); }

Event recorded(std::string locale, std::uint64_t skip)
{
    Business business;
    business.name = "Pizza Roma";
    business.locale = std::move(locale);
    RecordRestore const command{EventId::make(at("2026-11-25T10:00:00Z")), business.id, at("2026-11-24T22:05:59Z"),
                                skip};
    return *decide({.business = &business, .log = {41, 12}}, command, at("2026-11-25T10:00:00Z")).event();
}

TEST(RecordRestore, SaysWhenTheBackupWasTaken)
{
    auto const event = recorded("en", 1'000);
    EXPECT_EQ(event.title, "Restored from a backup");
    EXPECT_EQ(event.message, "2026-11-24 22:05 · Orders that came later may be missing");
    EXPECT_EQ(std::get<SystemMessage>(event.subject).code, "restored");
    EXPECT_NE(recorded("ar", 1'000).title, event.title);
}

TEST(RecordRestore, IsTheNextEventAndLeavesOrderNumbersOut)
{
    EXPECT_EQ(recorded("en", 1'000).seq, 42U);
    EXPECT_EQ(recorded("en", 1'000).last_number, 1'012U);
    EXPECT_EQ(recorded("en", 0).last_number, 12U);
}

}
}
