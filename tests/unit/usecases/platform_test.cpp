// SPDX-License-Identifier: Apache-2.0
#include "usecases/platform.hpp"

#include "fakes.hpp"
#include "shop.hpp"

namespace {

using domain::BusinessStatus;
using shop::code_of;

class Platform : public shop::Shop {
protected:
    base::Result<domain::Business> set_status(domain::Principal const& caller, BusinessStatus status)
    {
        return run(platform_.set_status(caller, business_, status));
    }

    shop::FailingJournal journal_{store_->journal()};
    usecases::Platform platform_{store_->businesses(), journal_, access_, clock_};
};

TEST_F(Platform, IsForAdminsAndWhoeverRunsTheServer)
{
    for (auto const& caller : {owner(), channel(), stranger()}) {
        EXPECT_EQ(code_of(run(platform_.list(caller, {}))), "admins_only");
        EXPECT_EQ(code_of(set_status(caller, BusinessStatus::suspended)), "admins_only");
    }
    EXPECT_TRUE(log_of(business_).empty());
    for (auto const& caller : {admin(), whoever_runs_the_server()})
        EXPECT_EQ(run(platform_.list(caller, {}))->businesses, std::vector{business(business_)});
}

TEST_F(Platform, AnAdminSuspendsTheBusinessOfAnother)
{
    EXPECT_EQ(set_status(admin(), BusinessStatus::suspended)->status, BusinessStatus::suspended);
    EXPECT_EQ(business(business_).status, BusinessStatus::suspended);
    EXPECT_EQ(told(business_), std::vector{domain::EventType::business_updated});
}

TEST_F(Platform, TheStatusThatHoldsIsAnsweredAndNotTold)
{
    EXPECT_EQ(set_status(admin(), BusinessStatus::approved), business(business_));
    EXPECT_TRUE(log_of(business_).empty());
}

TEST_F(Platform, ThereIsNoStatusOfABusinessThatIsNot)
{
    auto const unknown = domain::BusinessId::make(clock_.now());
    EXPECT_EQ(code_of(run(platform_.set_status(admin(), unknown, BusinessStatus::suspended))), "business_not_found");
}

TEST_F(Platform, AStatusThatCannotBeStoredIsAFailure)
{
    journal_.failures = 1;
    EXPECT_EQ(code_of(set_status(admin(), BusinessStatus::suspended)), "store_failed");
}

}
