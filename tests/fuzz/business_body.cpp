// SPDX-License-Identifier: Apache-2.0
// Bodies about businesses, opening hours among them. A patch that is accepted makes a business that is stored and
// read back, and its intake can be told at any time.
#include "api/bodies/business_body.hpp"

#include "domain/command.hpp"
#include "forms/business.hpp"
#include "fuzz.hpp"

namespace {

base::Instant const noon = base::from_micros(1'795'000'000'000'000);

void check(domain::Business const& business)
{
    std::string text;
    forms::append_business(text, business);
    auto const stored = forms::parse_stored_business(text);
    REQUIRE(stored.has_value());
    REQUIRE(*stored == business);
    for (int hour = 0; hour < 48; hour += 5)
        static_cast<void>(domain::intake_at(business, domain::utc(), noon + std::chrono::hours(hour)));
}

}

void fuzz(std::string_view input)
{
    static_cast<void>(api::parse_intake(input));
    static_cast<void>(api::parse_new_business(input));
    auto patch = api::parse_business_patch(input);
    if (!patch) return;
    domain::Business business;
    business.name = "Pizza Roma";
    domain::ChangeBusiness command{};
    command.patch = std::move(*patch);
    auto const decided = domain::decide({.business = &business}, std::move(command), noon);
    if (auto const* event = decided.event()) check(*event->business());
}
