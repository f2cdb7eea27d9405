// SPDX-License-Identifier: Apache-2.0
#include "usecases/stream_tickets.hpp"

#include "shop.hpp"

namespace {

using namespace std::chrono_literals;
using domain::Scope;
using shop::code_of;

class StreamTickets : public shop::Shop {
protected:
    std::string issued(domain::Principal const& caller) { return run(tickets_.issue(caller, business_)).value(); }

    base::Result<domain::Principal> redeem(std::string const& ticket)
    {
        return run(tickets_.redeem(ticket, business_));
    }

    usecases::StreamTickets tickets_{store_->tickets(), access_, clock_};
};

TEST_F(StreamTickets, AreForWhoMayReadTheLog)
{
    auto const issue = [this](domain::Principal const& caller) {
        return code_of(run(tickets_.issue(caller, business_)));
    };
    EXPECT_EQ(issue(staff()), "ok");
    EXPECT_EQ(issue(channel(scopes_of({Scope::orders_read}))), "ok");
    EXPECT_EQ(issue(channel(scopes_of({Scope::orders_write}))), "forbidden");
    EXPECT_EQ(issue(stranger()), "business_not_found");
}

TEST_F(StreamTickets, AreGoodOnce)
{
    auto const ticket = issued(owner());
    EXPECT_EQ(code_of(redeem(ticket)), "ok");
    EXPECT_EQ(code_of(redeem(ticket)), "ticket_invalid");
}

TEST_F(StreamTickets, AreGoodForHalfAMinute)
{
    auto const first = issued(owner()), second = issued(owner());
    clock_.advance(30s - 1us);
    EXPECT_EQ(code_of(redeem(first)), "ok");
    clock_.advance(1us);
    EXPECT_EQ(code_of(redeem(second)), "ticket_invalid");
}

TEST_F(StreamTickets, AreForOneBusiness)
{
    auto const other = new_business(owner_);
    EXPECT_EQ(code_of(run(tickets_.redeem(issued(owner()), other))), "ticket_invalid");
}

TEST_F(StreamTickets, NobodyMakesThem) { EXPECT_EQ(code_of(redeem("ost_0000")), "ticket_invalid"); }

TEST_F(StreamTickets, ProveThePersonWhoGotThemOnTheSameDeviceForAsLongAsBefore)
{
    auto const caller = signed_in(owner_, "Counter 1 at the door");
    auto const redeemed = redeem(issued(caller)).value();
    ASSERT_TRUE(redeemed.user());
    EXPECT_EQ(redeemed.user()->user, owner_);
    EXPECT_EQ(redeemed.user()->session, caller.user()->session);
    EXPECT_EQ(redeemed.user()->expires_at, caller.user()->expires_at);
    EXPECT_EQ(redeemed.device, "Counter 1 at the door");
    EXPECT_FALSE(redeem(issued(owner()))->device);
}

TEST_F(StreamTickets, NeverProveAnAdmin)
{
    domain::Principal caller = owner();
    std::get<domain::UserPrincipal>(caller.who).is_admin = true;
    EXPECT_FALSE(redeem(issued(caller))->user()->is_admin);
}

TEST_F(StreamTickets, ProveTheKeyThatGotThem)
{
    auto key = channel();
    key.device = "Till 2";
    auto const redeemed = redeem(issued(key)).value();
    ASSERT_TRUE(redeemed.channel());
    EXPECT_EQ(redeemed.channel()->key, key.channel()->key);
    EXPECT_EQ(redeemed.channel()->business, business_);
    EXPECT_EQ(redeemed.channel()->scopes, key.channel()->scopes);
    EXPECT_EQ(redeemed.device, "Till 2");
}

TEST_F(StreamTickets, OfSomebodyWhoSignedOutMeanwhileProveNothing)
{
    auto const caller = owner();
    auto const ticket = issued(caller);
    ASSERT_EQ(code_of(run(store_->sessions().end(owner_, caller.user()->session))), "ok");
    EXPECT_EQ(code_of(redeem(ticket)), "token_invalid");
}

TEST_F(StreamTickets, OfAKeyThatWasRemovedMeanwhileProveNothing)
{
    auto const key = channel();
    auto const ticket = issued(key);
    ASSERT_EQ(code_of(run(store_->api_keys().remove(business_, key.channel()->key))), "ok");
    EXPECT_EQ(code_of(redeem(ticket)), "api_key_invalid");
}

}
