// SPDX-License-Identifier: Apache-2.0
#include "usecases/businesses.hpp"

#include "business_suite.hpp"

namespace {

using shop::code_of;
using shop::fields_of;
using usecases::BusinessApproval;
using usecases::NewBusiness;

class Businesses : public shop::BusinessSuite {
protected:
    static NewBusiness bakery()
    {
        NewBusiness business;
        business.name = "Golden Crust";
        business.timezone = "Asia/Baghdad";
        return business;
    }

    base::Result<domain::Business> change(domain::Principal const& caller, domain::BusinessPatch patch,
                                          std::optional<std::uint32_t> if_version = {})
    {
        return run(businesses_.change(caller, business_, std::move(patch), if_version));
    }

    static domain::BusinessPatch renamed(std::string name)
    {
        domain::BusinessPatch patch;
        patch.name = std::move(name);
        return patch;
    }
};

TEST_F(Businesses, ANewOneHasTheDefaultsAndThePrefixOfItsName)
{
    auto const opened = businesses_.opened(bakery()).value();
    domain::BusinessSettings defaults;
    defaults.order_prefix = "GOL";
    EXPECT_EQ(opened.settings, defaults);
    EXPECT_EQ(opened.timezone, "Asia/Baghdad");
    EXPECT_EQ(opened.version, 1U);
    EXPECT_EQ(opened.created_at, clock_.now());
    EXPECT_TRUE(opened.intake.open);
    EXPECT_EQ(opened.intake.announced, "");
}

TEST_F(Businesses, WhatIsSaidOfANewOneStandsAgainstTheDefaults)
{
    auto business = bakery();
    business.settings.order_prefix = "B";
    business.settings.accept_within_s = 120;
    business.settings.remind_after_s = 10;
    business.settings.escalate_after_s = 40;
    business.settings.auto_accept = true;
    business.settings.default_preparation_minutes = 5;
    business.settings.delivery_extra_minutes = 7;
    business.settings.alert_sound = "bell";
    domain::BusinessSettings said{"B", 120, 10, 40, true, 5, 7, {}, "bell"};
    EXPECT_EQ(businesses_.opened(business)->settings, said);
}

TEST_F(Businesses, ANewOneWaitsForAnAdminWhereThatIsSet)
{
    EXPECT_EQ(businesses_.opened(bakery())->status, domain::BusinessStatus::approved);
    auto const waiting = with(BusinessApproval::manual).opened(bakery()).value();
    EXPECT_EQ(waiting.status, domain::BusinessStatus::pending);
    EXPECT_EQ(waiting.intake.announced, "business_not_approved");
}

TEST_F(Businesses, AnUnknownTimeZoneIsNamedWhereItStands)
{
    auto business = bakery();
    business.timezone = "Asia/Bagdad";
    EXPECT_EQ(fields_of(businesses_.opened(business)), "/timezone unknown_time_zone");
    EXPECT_EQ(fields_of(businesses_.opened(business, "/business")), "/business/timezone unknown_time_zone");
    EXPECT_EQ(fields_of(run(businesses_.create(owner(), business))), "/timezone unknown_time_zone");
}

TEST_F(Businesses, WhoOpensOneOwnsIt)
{
    auto const person = stranger();
    auto const created = run(businesses_.create(person, bakery())).value();
    EXPECT_EQ(run(store_->businesses().role_of(person.person().user, created.id)).value(), domain::Role::owner);
    auto const own = run(businesses_.list(person, 10, {})).value().businesses;
    EXPECT_EQ(own, std::vector{created});
}

TEST_F(Businesses, OnlyPeopleOpenAndListTheirOwn)
{
    for (auto const& caller : {channel(), whoever_runs_the_server()}) {
        EXPECT_EQ(code_of(run(businesses_.create(caller, bakery()))), "users_only");
        EXPECT_EQ(code_of(run(businesses_.list(caller, 10, {}))), "users_only");
    }
}

TEST_F(Businesses, MembersReadTheirs)
{
    EXPECT_EQ(run(businesses_.find(staff(), business_))->id, business_);
    EXPECT_EQ(code_of(run(businesses_.find(channel(), business_))), "forbidden");
    EXPECT_EQ(code_of(run(businesses_.find(stranger(), business_))), "business_not_found");
}

TEST_F(Businesses, WhoRunsOneChangesIt)
{
    EXPECT_EQ(code_of(change(staff(), renamed("Roma"))), "forbidden");
    EXPECT_EQ(code_of(change(stranger(), renamed("Roma"))), "business_not_found");
    EXPECT_EQ(business(business_).name, "Pizza Roma");
    EXPECT_EQ(change(manager(), renamed("Roma"))->name, "Roma");
    EXPECT_EQ(told(business_), std::vector{domain::EventType::business_updated});
}

TEST_F(Businesses, AChangeOfAnotherVersionIsStale)
{
    ASSERT_EQ(change(owner(), renamed("Roma"), 1)->version, 2U);
    auto const late = change(owner(), renamed("Napoli"), 1);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().kind, base::FailureKind::stale);
    EXPECT_EQ(business(business_).name, "Roma");
}

TEST_F(Businesses, AChangeThatChangesNothingIsAnsweredWithTheBusinessAndNotTold)
{
    auto const same = change(owner(), renamed("Pizza Roma"));
    EXPECT_EQ(same->version, 1U);
    EXPECT_TRUE(log_of(business_).empty());
}

TEST_F(Businesses, AnUnknownTimeZoneIsSaidBeforeWhoMayChange)
{
    domain::BusinessPatch patch;
    patch.timezone = "Mars/Olympus";
    EXPECT_EQ(fields_of(change(stranger(), patch)), "/timezone unknown_time_zone");
}

TEST_F(Businesses, OnlyTheOwnerRemovesAndNotWithOpenOrders)
{
    auto const boss = owner();
    auto const order = placed();
    EXPECT_EQ(code_of(run(businesses_.remove(manager(), business_))), "forbidden");
    EXPECT_EQ(code_of(run(businesses_.remove(boss, business_))), "has_open_orders");
    cancel(order);
    EXPECT_EQ(code_of(run(businesses_.remove(boss, business_))), "ok");
    EXPECT_EQ(code_of(run(businesses_.find(boss, business_))), "business_not_found");
}

TEST_F(Businesses, ThePublicFindsApprovedOnesWhateverItAsksFor)
{
    auto const waiting = run(with(BusinessApproval::manual).create(owner(), bakery())).value();
    ports::BusinessStore::Query query;
    for (auto const status :
         {std::optional<domain::BusinessStatus>(), std::optional(domain::BusinessStatus::pending)}) {
        query.status = status;
        auto const found = run(businesses_.search(query)).value().businesses;
        EXPECT_EQ(found, std::vector{business(business_)});
    }
    EXPECT_EQ(waiting.status, domain::BusinessStatus::pending);
}

}
