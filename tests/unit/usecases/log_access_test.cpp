// SPDX-License-Identifier: Apache-2.0
#include "usecases/log_access.hpp"

#include "shop.hpp"

namespace {

using domain::Scope;
using shop::code_of;

class LogAccess : public shop::Shop {
protected:
    base::Result<domain::LogFilter> require(domain::Principal const& caller)
    {
        return run(usecases::require_log(access_, caller, business_));
    }

    std::string recheck(domain::Principal const& caller)
    {
        return code_of(run(usecases::recheck_log(access_, caller, business_)));
    }
};

TEST_F(LogAccess, AMemberReadsAllOfIt) { EXPECT_TRUE(require(staff())->takes_all()); }

TEST_F(LogAccess, AChannelReadsOfTheOrdersThatItPosted)
{
    auto const key = channel(scopes_of({Scope::orders_read}));
    EXPECT_EQ(require(key)->channel, key.channel()->key);
}

TEST_F(LogAccess, WhoMayOnlyPostReadsNothingOfIt)
{
    EXPECT_EQ(code_of(require(channel(scopes_of({Scope::orders_write})))), "forbidden");
    EXPECT_EQ(code_of(require(stranger())), "business_not_found");
}

TEST_F(LogAccess, EndsWithTheCredentialAndWithTheMembership)
{
    auto const worker = staff(), other = staff();
    EXPECT_EQ(recheck(worker), "ok");
    ASSERT_EQ(code_of(run(store_->sessions().end(worker.person().user, worker.person().session))), "ok");
    EXPECT_EQ(recheck(worker), "token_invalid");
    ASSERT_EQ(code_of(run(store_->memberships().remove(business_, other.person().user))), "ok");
    EXPECT_EQ(recheck(other), "business_not_found");
}

}
