// SPDX-License-Identifier: Apache-2.0
#include "forms/order.hpp"
#include "stores.hpp"

#include <algorithm>
#include <set>

namespace conformance {
namespace {

using domain::OrderStatus;
using ports::Placed;
using ports::StatusChanged;

class OrderStore : public StoreSuite {
protected:
    using Answer = base::Result<Placed>;
    using Change = base::Result<StatusChanged>;

    static domain::Order read(ports::StoredOrder const& stored)
    {
        auto order = forms::parse_stored_order(stored.text);
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

    base::Result<domain::Business> set_open(domain::BusinessId business, bool is_open)
    {
        domain::ChangeBusiness change;
        change.event_id = domain::EventId::make(clock_.now());
        change.patch.intake_open = is_open;
        return run(ports().businesses.change(business, std::move(change)));
    }
};

TEST_P(OrderStore, ParallelOrdersTakeEveryNumberAndSeqOnce)
{
    auto const business = new_business();
    std::vector<base::Task<Answer>> tasks;
    for (int i = 0; i < 200; ++i) tasks.push_back(ports().orders.place(order_for(business)));
    auto const answers = run_all(std::move(tasks));

    std::set<std::uint64_t> numbers;
    for (auto const& answer : answers) numbers.insert(read(answer.value().order).number);
    EXPECT_EQ(numbers.size(), 200U);
    EXPECT_EQ(*numbers.begin(), 1U);
    EXPECT_EQ(*numbers.rbegin(), 200U);
    auto const log = whole_log(business);
    ASSERT_EQ(log.size(), 200U);
    for (std::size_t i = 0; i < log.size(); ++i) EXPECT_EQ(log[i].seq, i + 1);
}

TEST_P(OrderStore, OneKeyMakesOneOrderHoweverOftenItIsRetriedAtOnce)
{
    auto const business = new_business();
    auto const order = order_for(business);
    std::vector<base::Task<Answer>> tasks;
    for (int i = 0; i < 100; ++i) {
        auto retry = order;
        retry.id = domain::OrderId::make(clock_.now());
        retry.event_id = domain::EventId::make(clock_.now());
        tasks.push_back(ports().orders.place(std::move(retry)));
    }
    auto const answers = run_all(std::move(tasks));

    std::set<std::string> texts;
    for (auto const& answer : answers) texts.insert(answer.value().order.text);
    EXPECT_EQ(texts.size(), 1U);
    EXPECT_EQ(std::ranges::count(answers, Placed::Outcome::created, [](auto& a) { return a->outcome; }), 1);
    EXPECT_EQ(whole_log(business).size(), 1U);
}

TEST_P(OrderStore, AKeyWithAnotherOrderIsRefused)
{
    auto const business = new_business();
    auto order = order_for(business);
    ASSERT_TRUE(run(ports().orders.place(order)));
    order.content.customer_name = "Somebody else";
    order.fingerprint = forms::fingerprint(order.content);
    auto const answer = run(ports().orders.place(order));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, base::FailureKind::invalid);
    EXPECT_EQ(answer.error().code, "idempotency_key_reused");
    EXPECT_EQ(whole_log(business).size(), 1U);
}

TEST_P(OrderStore, AKeyBelongsToOneCredentialAndOneBusiness)
{
    auto const business = new_business();
    auto order = order_for(business);
    ASSERT_TRUE(run(ports().orders.place(order)));

    auto others = order;
    others.id = domain::OrderId::make(clock_.now());
    others.actor.credential = "key_two";
    EXPECT_EQ(run(ports().orders.place(others))->outcome, Placed::Outcome::created);

    auto elsewhere = order;
    elsewhere.id = domain::OrderId::make(clock_.now());
    elsewhere.business_id = new_business();
    EXPECT_EQ(run(ports().orders.place(elsewhere))->outcome, Placed::Outcome::created);
}

TEST_P(OrderStore, AnExternalIdIsTheSameOrderForEver)
{
    auto const business = new_business();
    auto order = order_for(business);
    order.content.external_id = "web-7";
    order.fingerprint = forms::fingerprint(order.content);
    auto const first = run(ports().orders.place(order)).value();

    auto again = order;
    again.id = domain::OrderId::make(clock_.now());
    again.idempotency_key = "another key";
    auto const second = run(ports().orders.place(again)).value();
    EXPECT_EQ(second.outcome, Placed::Outcome::existing);
    EXPECT_EQ(second.order.id, first.order.id);

    again.content.customer_name = "Somebody else";
    again.fingerprint = forms::fingerprint(again.content);
    auto const other = run(ports().orders.place(again));
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, "external_id_taken");
    EXPECT_EQ(whole_log(business).size(), 1U);

    again.content.channel = "web";
    again.fingerprint = forms::fingerprint(again.content);
    EXPECT_EQ(run(ports().orders.place(again))->outcome, Placed::Outcome::created);
}

TEST_P(OrderStore, AReplayIsAnsweredBeforeIntakeIsLookedAt)
{
    auto const business = new_business();
    auto const order = order_for(business);
    auto const first = run(ports().orders.place(order)).value();
    ASSERT_TRUE(set_open(business, false));

    auto const replay = run(ports().orders.place(order));
    ASSERT_TRUE(replay);
    EXPECT_EQ(replay->outcome, Placed::Outcome::replayed);
    EXPECT_EQ(replay->order.text, first.order.text);

    auto const fresh = run(ports().orders.place(order_for(business)));
    ASSERT_FALSE(fresh);
    EXPECT_EQ(fresh.error().code, "not_accepting");
    EXPECT_EQ(whole_log(business).size(), 2U);
}

TEST_P(OrderStore, AReplayIsAnsweredAsTheOrderWasThen)
{
    auto const business = new_business();
    auto const order = order_for(business);
    auto const first = run(ports().orders.place(order)).value();
    ASSERT_TRUE(run(ports().orders.change_status(move(first.order.id, OrderStatus::pending, OrderStatus::confirmed))));
    EXPECT_EQ(run(ports().orders.place(order))->order.text, first.order.text);
}

TEST_P(OrderStore, AnUnknownBusinessIsNotFound)
{
    auto const answer = run(ports().orders.place(order_for(domain::BusinessId::make(clock_.now()))));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, base::FailureKind::not_found);
}

TEST_P(OrderStore, AnOrderThatIsTooLargeLeavesNoTrace)
{
    auto const business = new_business();
    auto order = order_for(business);
    for (int i = 0; i < 199; ++i) {
        auto line = order.content.items.front();
        line.special_instructions = std::string(400, 'x');
        order.content.items.push_back(std::move(line));
    }
    auto const answer = run(ports().orders.place(order));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, "order_too_large");
    EXPECT_TRUE(whole_log(business).empty());
    EXPECT_EQ(read(placed(business).order).number, 1U);
}

TEST_P(OrderStore, AChangeSaysWhatItSaw)
{
    auto const business = new_business();
    auto const id = placed(business).order.id;
    auto const confirmed = run(ports().orders.change_status(move(id, OrderStatus::pending, OrderStatus::confirmed)));
    ASSERT_TRUE(confirmed);
    EXPECT_EQ(confirmed->outcome, StatusChanged::Outcome::changed);
    EXPECT_EQ(confirmed->order.version, 2U);

    auto late = move(id, OrderStatus::pending, OrderStatus::cancelled);
    late.actor.credential = "usr_two";
    auto const moved = run(ports().orders.change_status(late));
    EXPECT_EQ(moved->outcome, StatusChanged::Outcome::moved);
    EXPECT_EQ(read(moved->order).status, OrderStatus::confirmed);

    auto stale = move(id, OrderStatus::confirmed, OrderStatus::ready);
    stale.if_version = 1;
    EXPECT_EQ(run(ports().orders.change_status(stale))->outcome, StatusChanged::Outcome::stale_version);

    auto const impossible =
        run(ports().orders.change_status(move(id, OrderStatus::confirmed, OrderStatus::out_for_delivery)));
    EXPECT_EQ(impossible->outcome, StatusChanged::Outcome::no_such_arrow);
    EXPECT_EQ(std::ranges::count(impossible->allowed_next, OrderStatus::preparing), 1);
    EXPECT_EQ(whole_log(business).size(), 2U);
}

TEST_P(OrderStore, TheSameDeviceAskingAgainChangesNothing)
{
    auto const business = new_business();
    auto const id = placed(business).order.id;
    auto const change = move(id, OrderStatus::pending, OrderStatus::confirmed);
    ASSERT_EQ(run(ports().orders.change_status(change))->outcome, StatusChanged::Outcome::changed);
    auto const again = run(ports().orders.change_status(change));
    EXPECT_EQ(again->outcome, StatusChanged::Outcome::repeated);
    EXPECT_EQ(again->order.version, 2U);
    EXPECT_EQ(whole_log(business).size(), 2U);
}

TEST_P(OrderStore, OfManyPeopleAtOnceExactlyOneWins)
{
    auto const business = new_business();
    auto const id = placed(business).order.id;
    std::vector<base::Task<Change>> tasks;
    for (int i = 0; i < 16; ++i) {
        auto change = move(id, OrderStatus::pending, i % 2 == 0 ? OrderStatus::confirmed : OrderStatus::cancelled);
        change.actor.credential = "usr_" + std::to_string(i);
        tasks.push_back(ports().orders.change_status(std::move(change)));
    }
    auto const answers = run_all(std::move(tasks));
    EXPECT_EQ(std::ranges::count(answers, StatusChanged::Outcome::changed, [](auto& a) { return a->outcome; }), 1);
    EXPECT_EQ(std::ranges::count(answers, StatusChanged::Outcome::moved, [](auto& a) { return a->outcome; }), 15);
    EXPECT_EQ(whole_log(business).size(), 2U);
}

TEST_P(OrderStore, AnEditIsOneEventAndTheSameAgainIsNone)
{
    auto const business = new_business();
    auto const id = placed(business).order.id;
    auto const first = run(ports().orders.edit(edit(id, "window 2")));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->outcome, ports::OrderEdited::Outcome::changed);
    EXPECT_EQ(read(first->order).business_notes, "window 2");
    EXPECT_EQ(first->order.version, 2U);
    EXPECT_EQ(run(ports().orders.find(id))->order.text, first->order.text);

    EXPECT_EQ(run(ports().orders.edit(edit(id, "window 2")))->outcome, ports::OrderEdited::Outcome::unchanged);
    auto stale = edit(id, "window 3");
    stale.if_version = 1;
    auto const refused = run(ports().orders.edit(stale));
    EXPECT_EQ(refused->outcome, ports::OrderEdited::Outcome::stale_version);
    EXPECT_EQ(refused->order.text, first->order.text);
    EXPECT_EQ(whole_log(business).size(), 2U);
}

TEST_P(OrderStore, AnEditThatMakesTheOrderTooLargeLeavesNoTrace)
{
    auto const business = new_business();
    auto const before = placed(business).order;
    auto const answer = run(ports().orders.edit(edit(before.id, std::string(70'000, 'x'))));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, "order_too_large");
    EXPECT_EQ(run(ports().orders.find(before.id))->order.text, before.text);
    EXPECT_EQ(whole_log(business).size(), 1U);
}

TEST_P(OrderStore, TheFirstWhoSawAnOrderIsKeptBesideTheLog)
{
    auto const business = new_business();
    auto const id = placed(business).order.id;
    EXPECT_FALSE(run(ports().orders.find(id))->seen);
    auto const seen_at = clock_.now();
    EXPECT_EQ(run(ports().orders.mark_seen(id, {"usr_one", "Counter 1"})), true);
    clock_.advance(std::chrono::seconds(5));
    EXPECT_EQ(run(ports().orders.mark_seen(id, {"usr_two", {}})), false);
    auto const expected = ports::Seen{seen_at, {"usr_one", "Counter 1"}};
    EXPECT_EQ(run(ports().orders.find(id))->seen, expected);

    ASSERT_TRUE(run(ports().orders.edit(edit(id, "window 2"))));
    reopen();
    auto const found = run(ports().orders.find(id));
    EXPECT_EQ(found->seen, expected);
    EXPECT_EQ(found->order.version, 2U);
    EXPECT_EQ(whole_log(business).size(), 2U);
}

TEST_P(OrderStore, AnUnknownOrderIsNotFound)
{
    auto const id = domain::OrderId::make(clock_.now());
    EXPECT_EQ(run(ports().orders.edit(edit(id, "x"))).error().kind, base::FailureKind::not_found);
    EXPECT_EQ(run(ports().orders.mark_seen(id, {"usr_one", {}})).error().kind, base::FailureKind::not_found);
    EXPECT_EQ(run(ports().orders.find(id)).error().kind, base::FailureKind::not_found);
    auto const change = run(ports().orders.change_status(move(id, OrderStatus::pending, OrderStatus::confirmed)));
    EXPECT_EQ(change.error().kind, base::FailureKind::not_found);
}

TEST_P(OrderStore, FindTellsTheOrderAndWhoPostedIt)
{
    auto const business = new_business();
    auto const stored = placed(business).order;
    auto const found = run(ports().orders.find(stored.id));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->order.text, stored.text);
    EXPECT_EQ(found->order.business, business);
    EXPECT_EQ(found->posted_by, "key_one");
}

TEST_P(OrderStore, EverythingIsStillThereAfterAReopen)
{
    auto const business = new_business();
    auto order = order_for(business);
    order.content.external_id = "web-1";
    order.fingerprint = forms::fingerprint(order.content);
    auto const first = run(ports().orders.place(order)).value();
    placed(business);
    reopen();

    EXPECT_EQ(run(ports().orders.place(order))->order.text, first.order.text);
    order.idempotency_key = "new";
    EXPECT_EQ(run(ports().orders.place(order))->outcome, Placed::Outcome::existing);
    EXPECT_EQ(read(placed(business).order).number, 3U);
    EXPECT_EQ(whole_log(business).size(), 3U);
}

RUN_ON_ALL_STORES(OrderStore);

}
}
