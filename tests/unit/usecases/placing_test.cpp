// SPDX-License-Identifier: Apache-2.0
#include "fakes.hpp"
#include "shop.hpp"
#include "usecases/orders.hpp"

namespace {

using namespace std::chrono_literals;
using domain::Refusal;
using domain::Scope;
using shop::code_of;
using shop::fields_of;
using How = domain::Settled::How;

class Placing : public shop::Shop {
protected:
    usecases::Orders::NewOrder post(domain::OrderContent content = wraps())
    {
        return {business_, std::move(content), "key " + std::to_string(next_key_++)};
    }

    base::Result<ports::Decided> place(domain::Principal const& caller, usecases::Orders::NewOrder order)
    {
        return run(orders_.place(caller, std::move(order)));
    }

    domain::Order placed_by(domain::Principal const& caller, usecases::Orders::NewOrder order)
    {
        return Shop::order(place(caller, std::move(order)).value().order.value().id);
    }

    void set(domain::BusinessPatch patch)
    {
        domain::ChangeBusiness command{domain::EventId::make(clock_.now()), business_, std::move(patch), {}};
        ASSERT_EQ(code_of(run(store_->journal().commit(std::move(command)))), "ok");
    }

    std::uint64_t counted(std::string outcome, std::string code = {})
    {
        return counter("orders_placed_total", {{"outcome", std::move(outcome)}, {"code", std::move(code)}});
    }

    shop::FailingJournal journal_{store_->journal()};
    usecases::Orders orders_{journal_, store_->orders(), store_->sightings(), access_, clock_, registry_};
    int next_key_ = 0;
};

TEST_F(Placing, AChannelNeedNotSayWhichBusiness)
{
    auto order = post();
    order.business.reset();
    EXPECT_EQ(placed_by(channel(), order).business_id, business_);
}

TEST_F(Placing, APersonMustSayWhichBusiness)
{
    auto order = post();
    order.business.reset();
    EXPECT_EQ(fields_of(place(owner(), order)), "/business_id required");
}

TEST_F(Placing, AChannelPostsToItsOwnBusinessOnly)
{
    auto order = post();
    order.business = new_business(owner_);
    EXPECT_EQ(code_of(place(channel(), order)), "business_not_found");
    EXPECT_TRUE(log_of(*order.business).empty());
}

TEST_F(Placing, WhoMayOnlyReadCannotPost)
{
    EXPECT_EQ(code_of(place(channel(scopes_of({Scope::orders_read})), post())), "forbidden");
    EXPECT_TRUE(log_of(business_).empty());
}

TEST_F(Placing, AStrangerDoesNotLearnThatTheBusinessIsThere)
{
    auto elsewhere = post();
    elsewhere.business = domain::BusinessId::make(clock_.now());
    EXPECT_EQ(code_of(place(stranger(), post())), "business_not_found");
    EXPECT_EQ(code_of(place(stranger(), elsewhere)), "business_not_found");
}

TEST_F(Placing, TotalsAreCheckedBeforeTheCaller)
{
    auto order = post();
    order.content.total_amount = {1};
    EXPECT_EQ(fields_of(place(stranger(), order)).substr(0, 13), "/total_amount");
    order.business.reset();
    EXPECT_EQ(fields_of(place(owner(), order)).substr(0, 13), "/total_amount");
}

TEST_F(Placing, TheChannelIsTheKeyWhenItSaysNoOther)
{
    auto const key = channel();
    auto order = post();
    order.content.channel.clear();
    EXPECT_EQ(placed_by(key, order).content.channel, key.channel()->key.text());

    auto named = post();
    named.content.channel = "web";
    EXPECT_EQ(placed_by(key, named).content.channel, "web");
}

TEST_F(Placing, TheChannelOfAPersonIsManual)
{
    auto order = post();
    order.content.channel.clear();
    EXPECT_EQ(placed_by(staff(), order).content.channel, "manual");
}

TEST_F(Placing, TheOrderSaysWhoPostedItAndOnWhichDevice)
{
    auto const by = placed_by(signed_in(owner_, "Counter 1"), post()).status_history.front().by;
    EXPECT_EQ(by, (domain::Actor{owner_.text(), "Counter 1"}));
}

TEST_F(Placing, TheSamePostAgainIsTheSameOrder)
{
    auto const key = channel();
    auto const order = post();
    auto const first = place(key, order).value();
    ASSERT_NE(first.appended(), nullptr);
    auto const again = place(key, order).value();
    EXPECT_TRUE(again.is_settled(How::replayed));
    EXPECT_EQ(again.order->id, first.order->id);
}

TEST_F(Placing, TheDefaultOfTheChannelIsPartOfWhatIsPosted)
{
    auto order = post();
    order.content.channel.clear();
    ASSERT_EQ(code_of(place(owner(), order)), "ok");
    order.content.channel = "manual";
    EXPECT_TRUE(place(signed_in(owner_), order)->is_settled(How::replayed));
}

TEST_F(Placing, AnotherOrderUnderTheSameKeyIsAFailure)
{
    auto const key = channel();
    auto order = post();
    ASSERT_EQ(code_of(place(key, order)), "ok");
    order.content.customer_name = "Omar";
    EXPECT_EQ(code_of(place(key, order)), "idempotency_key_reused");
}

TEST_F(Placing, AnOrderThatTheChannelHasIsShownWhateverTheKey)
{
    auto const key = channel();
    auto order = post();
    order.content.external_id = "A-1";
    auto const first = place(key, order).value();
    order.idempotency_key = "another";
    auto const again = place(key, order).value();
    EXPECT_TRUE(again.is_settled(How::existing));
    EXPECT_EQ(again.order->id, first.order->id);
}

TEST_F(Placing, ThatNoOrdersAreTakenIsShownWithTheReasons)
{
    domain::BusinessPatch patch;
    patch.pause_until.emplace(clock_.now() + 1h);
    set(patch);
    auto const decided = place(channel(), post()).value();
    ASSERT_NE(decided.refused(), nullptr);
    EXPECT_EQ(decided.refused()->why, Refusal::not_accepting);
    ASSERT_EQ(decided.refused()->reasons.size(), 1U);
    EXPECT_EQ(decided.refused()->reasons[0].code, "paused");
    EXPECT_EQ(decided.refused()->reasons[0].until, clock_.now() + 1h);
}

TEST_F(Placing, ASuspendedBusinessIsAFailure)
{
    domain::BusinessPatch patch;
    patch.status = domain::BusinessStatus::suspended;
    set(patch);
    EXPECT_EQ(code_of(place(channel(), post())), "business_suspended");
}

TEST_F(Placing, AFailingStoreIsAFailure)
{
    journal_.failures = 1;
    EXPECT_EQ(code_of(place(channel(), post())), "store_failed");
    EXPECT_TRUE(log_of(business_).empty());
}

TEST_F(Placing, WhatBecameOfItIsCounted)
{
    auto const key = channel();
    auto const order = post();
    place(key, order);
    place(key, order);
    place(stranger(), post());
    journal_.failures = 1;
    place(key, post());
    domain::BusinessPatch patch;
    patch.intake_open = false;
    set(patch);
    place(key, post());
    auto wrong = post();
    wrong.content.total_amount = {1};
    place(key, wrong);

    EXPECT_EQ(counted("created"), 1U);
    EXPECT_EQ(counted("replayed"), 1U);
    EXPECT_EQ(counted("existing"), 0U);
    EXPECT_EQ(counted("refused", "business_not_found"), 1U);
    EXPECT_EQ(counted("refused", "store_failed"), 1U);
    EXPECT_EQ(counted("refused", "not_accepting"), 1U);
    EXPECT_EQ(counted("refused", "validation_failed"), 1U);
}

}
