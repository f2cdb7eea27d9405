// SPDX-License-Identifier: Apache-2.0
#include "stores.hpp"

#include <algorithm>

namespace conformance {
namespace {

class OrderReader : public StoreSuite {};

TEST_P(OrderReader, TheFirstWhoSawAnOrderIsKeptBesideTheLog)
{
    auto const business = new_business();
    auto const id = placed(business).order->id;
    EXPECT_FALSE(run(ports().orders.find(id))->seen);
    auto const seen_at = clock_.now();
    EXPECT_EQ(run(ports().sightings.note(id, {"usr_one", "Counter 1"})), true);
    clock_.advance(std::chrono::seconds(5));
    EXPECT_EQ(run(ports().sightings.note(id, {"usr_two", {}})), false);
    auto const expected = ports::Seen{seen_at, {"usr_one", "Counter 1"}};
    EXPECT_EQ(run(ports().orders.find(id))->seen, expected);

    domain::EditOrder edit;
    edit.event_id = domain::EventId::make(clock_.now());
    edit.order_id = id;
    edit.patch.business_notes.emplace("window 2");
    edit.actor = {"usr_one", "Counter 1"};
    ASSERT_TRUE(is_appended(run(commit(edit))));
    reopen();
    auto const found = run(ports().orders.find(id));
    EXPECT_EQ(found->seen, expected);
    EXPECT_EQ(found->order.version, 2U);
    EXPECT_EQ(whole_log(business).size(), 2U);
}

TEST_P(OrderReader, FindTellsTheOrderAndWhoPostedIt)
{
    auto const business = new_business();
    auto const stored = *placed(business).order;
    auto const found = run(ports().orders.find(stored.id));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->order.text, stored.text);
    EXPECT_EQ(found->order.business, business);
    EXPECT_EQ(found->posted_by, "key_one");
}

TEST_P(OrderReader, KnowsWhoseAnOrderIsWithoutReadingIt)
{
    auto const business = new_business();
    auto const id = placed(business).order->id;
    auto const unseen = run(ports().orders.whereabouts(id)).value();
    EXPECT_EQ(unseen.business, business);
    EXPECT_EQ(unseen.posted_by, "key_one");
    EXPECT_FALSE(unseen.is_seen);
    ASSERT_EQ(run(ports().sightings.note(id, {"usr_one", {}})), true);
    EXPECT_TRUE(run(ports().orders.whereabouts(id))->is_seen);
}

TEST_P(OrderReader, OfManyDevicesAtOnceOneSawTheOrderFirst)
{
    auto const business = new_business();
    auto const id = placed(business).order->id;
    std::vector<base::Task<base::Result<bool>>> tasks;
    for (int i = 0; i < 16; ++i) tasks.push_back(ports().sightings.note(id, {"usr_" + std::to_string(i), {}}));
    auto const answers = run_all(std::move(tasks));
    EXPECT_EQ(std::ranges::count(answers, true, [](auto& answer) { return answer.value(); }), 1);
}

TEST_P(OrderReader, AnUnknownOrderIsNotFound)
{
    auto const id = domain::OrderId::make(clock_.now());
    using enum base::FailureKind;
    EXPECT_EQ(run(ports().orders.find(id)).error().kind, not_found);
    EXPECT_EQ(run(ports().orders.whereabouts(id)).error().kind, not_found);
    EXPECT_EQ(run(ports().sightings.note(id, {"usr_one", {}})).error().kind, not_found);
}

RUN_ON_ALL_STORES(OrderReader);

}
}
