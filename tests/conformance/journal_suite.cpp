// SPDX-License-Identifier: Apache-2.0
#include "forms/order.hpp"
#include "stores.hpp"

#include <algorithm>
#include <set>

namespace conformance {
namespace {

using domain::OrderStatus;
class Journal : public StoreSuite {
protected:
    using Answer = base::Result<ports::Decided>;

    static domain::Order read(std::optional<ports::StoredOrder> const& stored)
    {
        EXPECT_TRUE(stored);
        auto order = forms::parse_stored_order(stored->text);
        EXPECT_TRUE(order);
        return *order;
    }

    domain::EditOrder edit(domain::OrderId id, std::string notes)
    {
        domain::EditOrder edit;
        edit.event_id = domain::EventId::make(clock_.now());
        edit.order_id = id;
        edit.patch.business_notes.emplace(std::move(notes));
        edit.actor = {"usr_one", "Counter 1"};
        return edit;
    }

    base::Result<ports::Decided> set_open(domain::BusinessId business, bool is_open)
    {
        domain::ChangeBusiness change;
        change.event_id = domain::EventId::make(clock_.now());
        change.business_id = business;
        change.patch.intake_open = is_open;
        return run(commit(std::move(change)));
    }
};

TEST_P(Journal, ParallelOrdersTakeEveryNumberAndSeqOnce)
{
    auto const business = new_business();
    std::vector<base::Task<Answer>> tasks;
    for (int i = 0; i < 200; ++i) tasks.push_back(commit(order_for(business)));
    auto const answers = run_all(std::move(tasks));

    std::set<std::uint64_t> numbers;
    for (auto const& answer : answers) numbers.insert(read(*answer.value().order).number);
    EXPECT_EQ(numbers.size(), 200U);
    EXPECT_EQ(*numbers.begin(), 1U);
    EXPECT_EQ(*numbers.rbegin(), 200U);
    auto const log = whole_log(business);
    ASSERT_EQ(log.size(), 200U);
    for (std::size_t i = 0; i < log.size(); ++i) EXPECT_EQ(log[i].seq, i + 1);
}

TEST_P(Journal, OneKeyMakesOneOrderHoweverOftenItIsRetriedAtOnce)
{
    auto const business = new_business();
    auto const order = order_for(business);
    std::vector<base::Task<Answer>> tasks;
    for (int i = 0; i < 100; ++i) {
        auto retry = order;
        retry.id = domain::OrderId::make(clock_.now());
        retry.event_id = domain::EventId::make(clock_.now());
        tasks.push_back(commit(std::move(retry)));
    }
    auto const answers = run_all(std::move(tasks));

    std::set<std::string> texts;
    for (auto const& answer : answers) texts.insert(answer.value().order->text);
    EXPECT_EQ(texts.size(), 1U);
    EXPECT_EQ(std::ranges::count_if(answers, is_appended), 1);
    EXPECT_EQ(whole_log(business).size(), 1U);
}

TEST_P(Journal, AKeyWithAnotherOrderIsRefused)
{
    auto const business = new_business();
    auto order = order_for(business);
    ASSERT_TRUE(run(commit(order)));
    order.content.customer_name = "Somebody else";
    order.fingerprint = forms::fingerprint(order.content);
    auto const answer = run(commit(order));
    EXPECT_EQ(refusal(answer), domain::Refusal::key_reused);
    EXPECT_EQ(answer->refused()->failure.code, "idempotency_key_reused");
    EXPECT_EQ(whole_log(business).size(), 1U);
}

TEST_P(Journal, AKeyBelongsToOneCredentialAndOneBusiness)
{
    auto const business = new_business();
    auto order = order_for(business);
    ASSERT_TRUE(run(commit(order)));

    auto others = order;
    others.id = domain::OrderId::make(clock_.now());
    others.event_id = domain::EventId::make(clock_.now());
    others.actor.credential = "key_two";
    EXPECT_TRUE(is_appended(run(commit(others))));

    auto elsewhere = order;
    elsewhere.id = domain::OrderId::make(clock_.now());
    elsewhere.event_id = domain::EventId::make(clock_.now());
    elsewhere.business_id = new_business();
    EXPECT_TRUE(is_appended(run(commit(elsewhere))));
}

TEST_P(Journal, AnExternalIdIsTheSameOrderForEver)
{
    auto const business = new_business();
    auto order = order_for(business);
    order.content.external_id = "web-7";
    order.fingerprint = forms::fingerprint(order.content);
    auto const first = run(commit(order)).value();

    auto again = order;
    again.id = domain::OrderId::make(clock_.now());
    again.idempotency_key = "another key";
    auto const second = run(commit(again)).value();
    EXPECT_TRUE(second.is_settled(How::existing));
    EXPECT_EQ(second.order->id, first.order->id);

    again.content.customer_name = "Somebody else";
    again.fingerprint = forms::fingerprint(again.content);
    auto const other = run(commit(again));
    EXPECT_EQ(refusal(other), domain::Refusal::external_id_taken);
    EXPECT_EQ(whole_log(business).size(), 1U);

    again.event_id = domain::EventId::make(clock_.now());
    again.content.channel = "web";
    again.fingerprint = forms::fingerprint(again.content);
    EXPECT_TRUE(is_appended(run(commit(again))));
}

TEST_P(Journal, AReplayIsAnsweredBeforeIntakeIsLookedAt)
{
    auto const business = new_business();
    auto const order = order_for(business);
    auto const first = run(commit(order)).value();
    ASSERT_TRUE(set_open(business, false));

    auto const replay = run(commit(order));
    ASSERT_TRUE(replay);
    EXPECT_TRUE(replay->is_settled(How::replayed));
    EXPECT_EQ(replay->order->text, first.order->text);

    auto const fresh = run(commit(order_for(business)));
    EXPECT_EQ(refusal(fresh), domain::Refusal::not_accepting);
    EXPECT_EQ(whole_log(business).size(), 2U);
}

TEST_P(Journal, AReplayIsAnsweredAsTheOrderWasThen)
{
    auto const business = new_business();
    auto const order = order_for(business);
    auto const first = run(commit(order)).value();
    ASSERT_TRUE(run(commit(move(first.order->id, OrderStatus::pending, OrderStatus::confirmed))));
    auto const replay = run(commit(order)).value();
    EXPECT_EQ(replay.order->text, first.order->text);
    EXPECT_EQ(replay.order->version, 1U) << "whoever sends it as If-Match has not seen more";
    EXPECT_EQ(replay.order->status, OrderStatus::pending);
}

TEST_P(Journal, AnUnknownBusinessIsNotFound)
{
    auto const answer = run(commit(order_for(domain::BusinessId::make(clock_.now()))));
    EXPECT_EQ(refusal(answer), domain::Refusal::business_not_found);
}

TEST_P(Journal, AnOrderThatIsTooLargeLeavesNoTrace)
{
    auto const business = new_business();
    auto order = order_for(business);
    for (int i = 0; i < 199; ++i) {
        auto line = order.content.items.front();
        line.special_instructions = std::string(400, 'x');
        order.content.items.push_back(std::move(line));
    }
    auto const answer = run(commit(order));
    EXPECT_EQ(refusal(answer), domain::Refusal::order_too_large);
    EXPECT_TRUE(whole_log(business).empty());
    EXPECT_EQ(read(*placed(business).order).number, 1U);
}

TEST_P(Journal, AChangeSaysWhatItSaw)
{
    auto const business = new_business();
    auto const id = placed(business).order->id;
    auto const confirmed = run(commit(move(id, OrderStatus::pending, OrderStatus::confirmed)));
    ASSERT_TRUE(confirmed);
    EXPECT_TRUE(is_appended(confirmed));
    EXPECT_EQ(confirmed->order->version, 2U);

    auto late = move(id, OrderStatus::pending, OrderStatus::cancelled);
    late.actor.credential = "usr_two";
    auto const moved = run(commit(late));
    EXPECT_EQ(refusal(moved), domain::Refusal::order_moved);
    EXPECT_EQ(read(*moved->order).status, OrderStatus::confirmed);

    auto stale = move(id, OrderStatus::confirmed, OrderStatus::ready);
    stale.if_version = 1;
    EXPECT_EQ(refusal(run(commit(stale))), domain::Refusal::order_changed);

    auto const impossible = run(commit(move(id, OrderStatus::confirmed, OrderStatus::out_for_delivery)));
    EXPECT_EQ(refusal(impossible), domain::Refusal::no_such_arrow);
    EXPECT_EQ(std::ranges::count(impossible->refused()->allowed_next, OrderStatus::preparing), 1);
    EXPECT_EQ(whole_log(business).size(), 2U);
}

TEST_P(Journal, TheSameDeviceAskingAgainChangesNothing)
{
    auto const business = new_business();
    auto const id = placed(business).order->id;
    auto const change = move(id, OrderStatus::pending, OrderStatus::confirmed);
    ASSERT_TRUE(is_appended(run(commit(change))));
    auto const again = run(commit(change));
    EXPECT_TRUE(again->is_settled(How::repeated));
    EXPECT_EQ(again->order->version, 2U);
    EXPECT_EQ(whole_log(business).size(), 2U);
}

TEST_P(Journal, OfManyPeopleAtOnceExactlyOneWins)
{
    auto const business = new_business();
    auto const id = placed(business).order->id;
    std::vector<base::Task<Answer>> tasks;
    for (int i = 0; i < 16; ++i) {
        auto change = move(id, OrderStatus::pending, i % 2 == 0 ? OrderStatus::confirmed : OrderStatus::cancelled);
        change.actor.credential = "usr_" + std::to_string(i);
        tasks.push_back(commit(std::move(change)));
    }
    auto const answers = run_all(std::move(tasks));
    EXPECT_EQ(std::ranges::count_if(answers, is_appended), 1);
    EXPECT_EQ(std::ranges::count(answers, domain::Refusal::order_moved, refusal), 15);
    EXPECT_EQ(whole_log(business).size(), 2U);
}

TEST_P(Journal, AnEditIsOneEventAndTheSameAgainIsNone)
{
    auto const business = new_business();
    auto const id = placed(business).order->id;
    auto const first = run(commit(edit(id, "window 2")));
    ASSERT_TRUE(first);
    EXPECT_TRUE(is_appended(first));
    EXPECT_EQ(read(*first->order).business_notes, "window 2");
    EXPECT_EQ(first->order->version, 2U);
    EXPECT_EQ(run(ports().orders.find(id))->order.text, first->order->text);

    EXPECT_TRUE(run(commit(edit(id, "window 2")))->is_settled(How::unchanged));
    auto stale = edit(id, "window 3");
    stale.if_version = 1;
    auto const refused = run(commit(stale));
    EXPECT_EQ(refusal(refused), domain::Refusal::order_changed);
    EXPECT_EQ(refused->order->text, first->order->text);
    EXPECT_EQ(whole_log(business).size(), 2U);
}

TEST_P(Journal, AnEditThatMakesTheOrderTooLargeLeavesNoTrace)
{
    auto const business = new_business();
    auto const before = *placed(business).order;
    auto const answer = run(commit(edit(before.id, std::string(70'000, 'x'))));
    EXPECT_EQ(refusal(answer), domain::Refusal::order_too_large);
    EXPECT_EQ(run(ports().orders.find(before.id))->order.text, before.text);
    EXPECT_EQ(whole_log(business).size(), 1U);
}

TEST_P(Journal, AnUnknownOrderIsNotFound)
{
    auto const id = domain::OrderId::make(clock_.now());
    EXPECT_EQ(refusal(run(commit(edit(id, "x")))), domain::Refusal::order_not_found);
    EXPECT_EQ(refusal(run(commit(move(id, OrderStatus::pending, OrderStatus::confirmed)))),
              domain::Refusal::order_not_found);
}

TEST_P(Journal, EverythingIsStillThereAfterAReopen)
{
    auto const business = new_business();
    auto order = order_for(business);
    order.content.external_id = "web-1";
    order.fingerprint = forms::fingerprint(order.content);
    auto const first = run(commit(order)).value();
    placed(business);
    reopen();

    EXPECT_EQ(run(commit(order))->order->text, first.order->text);
    order.idempotency_key = "new";
    EXPECT_TRUE(run(commit(order))->is_settled(How::existing));
    EXPECT_EQ(read(*placed(business).order).number, 3U);
    EXPECT_EQ(whole_log(business).size(), 3U);
}

RUN_ON_ALL_STORES(Journal);

}
}
