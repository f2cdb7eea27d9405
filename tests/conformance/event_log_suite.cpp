// SPDX-License-Identifier: Apache-2.0
#include "forms/order.hpp"
#include "stores.hpp"

#include <algorithm>
#include <map>

namespace conformance {
namespace {

using domain::OrderStatus;

class EventLog : public StoreSuite {
protected:
    ports::LogPosition position(domain::BusinessId business) { return run(ports().log.position(business)).value(); }

    std::size_t trim() { return run(ports().log.trim(clock_.now() - std::chrono::days(7))).value(); }
};

TEST_P(EventLog, IsEmptyAtFirstWithAnEpochOfItsOwn)
{
    auto const a = position(new_business());
    auto const b = position(new_business());
    EXPECT_EQ(a.head, 0U);
    EXPECT_EQ(a.oldest, 1U);
    EXPECT_FALSE(a.epoch.empty());
    EXPECT_NE(a.epoch, b.epoch);
}

TEST_P(EventLog, OfAnUnknownBusinessIsNotFound)
{
    auto const unknown = domain::BusinessId::make(clock_.now());
    EXPECT_EQ(run(ports().log.position(unknown)).error().kind, base::FailureKind::not_found);
    EXPECT_EQ(run(ports().log.read(unknown, 0, 10, 1'000)).error().kind, base::FailureKind::not_found);
}

TEST_P(EventLog, ReadsWhatFollowsACursorWithinItsLimits)
{
    auto const business = new_business();
    for (int i = 0; i < 10; ++i) placed(business);
    auto const page = run(ports().log.read(business, 4, 3, 1 << 20)).value();
    ASSERT_EQ(page.entries.size(), 3U);
    EXPECT_EQ(page.entries.front().seq, 5U);
    EXPECT_EQ(page.entries.back().seq, 7U);
    EXPECT_EQ(page.position, position(business));

    auto const one = run(ports().log.read(business, 0, 100, 1)).value();
    EXPECT_EQ(one.entries.size(), 1U) << "the first comes however large it is";
    auto const two = run(ports().log.read(business, 0, 100, 2 * one.entries.front().text->size() + 10)).value();
    EXPECT_EQ(two.entries.size(), 2U);
    EXPECT_TRUE(run(ports().log.read(business, 10, 100, 1'000))->entries.empty());
}

TEST_P(EventLog, ReadsTheSameTextEachTimeAndAfterAReopen)
{
    auto const business = new_business();
    for (int i = 0; i < 5; ++i) placed(business);
    auto const before = whole_log(business);
    auto const epoch = position(business).epoch;
    reopen();
    auto const after = whole_log(business, 2);
    ASSERT_EQ(after.size(), before.size());
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(*after[i].text, *before[i].text);
    EXPECT_EQ(position(business).epoch, epoch);
}

TEST_P(EventLog, TellsItsListenerEveryCommitInOrderAndComplete)
{
    std::vector<domain::BusinessId> businesses{new_business(), new_business()};
    std::vector<base::Task<base::Result<ports::Decided>>> tasks;
    for (std::size_t i = 0; i < 120; ++i) tasks.push_back(commit(order_for(businesses[i % 2])));
    run_all(std::move(tasks));

    std::map<domain::BusinessId, std::vector<std::string>> told;
    for (auto const& event : listener_.events()) {
        EXPECT_EQ(event.entry.seq, told[event.business].size() + 1);
        told[event.business].push_back(*event.entry.text);
    }
    for (auto const& business : businesses) {
        auto const log = whole_log(business);
        ASSERT_EQ(log.size(), told[business].size());
        for (std::size_t i = 0; i < log.size(); ++i) EXPECT_EQ(*log[i].text, told[business][i]);
    }
}

TEST_P(EventLog, ARefusalIsNotTold)
{
    auto const business = new_business();
    auto order = order_for(business);
    ASSERT_TRUE(run(commit(order)));
    order.content.notes = "other";
    order.fingerprint = forms::fingerprint(order.content);
    ASSERT_EQ(refusal(run(commit(order))), domain::Refusal::key_reused);
    EXPECT_EQ(listener_.events().size(), 1U);
}

TEST_P(EventLog, IsTrimmedFromTheFrontButKeepsItsNewestEvent)
{
    auto const business = new_business();
    for (int i = 0; i < 5; ++i) placed(business);
    clock_.advance(std::chrono::days(8));
    placed(business);
    placed(business);
    EXPECT_EQ(trim(), 5U);
    EXPECT_EQ(position(business).oldest, 6U);
    EXPECT_EQ(position(business).head, 7U);
    auto const page = run(ports().log.read(business, 0, 100, 1 << 20)).value();
    ASSERT_EQ(page.entries.size(), 2U);
    EXPECT_EQ(page.entries.front().seq, 6U);

    clock_.advance(std::chrono::days(8));
    trim();
    EXPECT_EQ(position(business).oldest, 7U);
    placed(business);
    clock_.advance(std::chrono::days(8));
    trim();
    EXPECT_EQ(position(business).oldest, 8U);
    EXPECT_EQ(whole_log(business).size(), 1U);
}

TEST_P(EventLog, OrdersOutliveTheirEvents)
{
    auto const business = new_business();
    auto const quiet = *placed(business).order;
    auto const moved = *placed(business).order;
    ASSERT_TRUE(run(commit(move(moved.id, OrderStatus::pending, OrderStatus::confirmed))));
    clock_.advance(std::chrono::days(8));
    placed(business);
    trim();
    EXPECT_EQ(position(business).oldest, 4U);

    EXPECT_EQ(run(ports().orders.find(quiet.id))->order.text, quiet.text);
    EXPECT_EQ(run(ports().orders.find(moved.id))->order.status, OrderStatus::confirmed);
    auto const list = run(ports().orders.list({.business = business})).value();
    ASSERT_EQ(list.orders.size(), 3U);
    EXPECT_EQ(list.orders.back().id, quiet.id);

    for (auto const& [id, from, to] : {std::tuple(quiet.id, OrderStatus::pending, OrderStatus::confirmed),
                                       std::tuple(moved.id, OrderStatus::confirmed, OrderStatus::ready)})
        EXPECT_TRUE(is_appended(run(commit(move(id, from, to)))));
    EXPECT_EQ(run(ports().orders.find(quiet.id))->order.status, OrderStatus::confirmed);
    EXPECT_EQ(run(ports().orders.list({.business = business}))->orders.size(), 3U);
    EXPECT_EQ(position(business).head, 6U);
    reopen();
    EXPECT_EQ(run(ports().orders.list({.business = business}))->orders.size(), 3U);
}

TEST_P(EventLog, AKeyIsForgottenWithItsEventAnExternalIdIsNot)
{
    auto const business = new_business();
    auto order = order_for(business);
    order.content.external_id = "web-1";
    order.fingerprint = forms::fingerprint(order.content);
    auto const first = run(commit(order)).value();
    clock_.advance(std::chrono::days(8));
    placed(business);
    trim();

    EXPECT_TRUE(run(commit(order))->is_settled(How::existing));
    order.content.external_id.reset();
    order.fingerprint = forms::fingerprint(order.content);
    order.id = domain::OrderId::make(clock_.now());
    EXPECT_TRUE(is_appended(run(commit(order))));
    reopen();
    order.content.external_id = "web-1";
    order.idempotency_key = "third";
    order.fingerprint = forms::fingerprint(order.content);
    EXPECT_EQ(run(commit(order))->order->id, first.order->id);
}

RUN_ON_ALL_STORES(EventLog);

}
}
