// SPDX-License-Identifier: Apache-2.0
#include "forms/order.hpp"
#include "stores.hpp"

#include <algorithm>
#include <set>

namespace conformance {
namespace {

using domain::OrderStatus;

class OrderList : public StoreSuite {
protected:
    ports::OrderPage list(ports::OrderQuery query)
    {
        auto page = run(ports().orders.list(std::move(query)));
        EXPECT_TRUE(page);
        return std::move(*page);
    }

    std::vector<domain::OrderId> list_all(ports::OrderQuery query)
    {
        std::vector<domain::OrderId> ids;
        for (;;) {
            auto const page = list(query);
            for (auto const& order : page.orders) ids.push_back(order.id);
            if (!page.next) return ids;
            query.cursor = page.next;
        }
    }

    void change(domain::OrderId id, OrderStatus from, OrderStatus to)
    {
        EXPECT_TRUE(is_appended(run(commit(move(id, from, to)))));
    }
};

TEST_P(OrderList, IsNewestFirstAndPagesWithoutDoublesOrHoles)
{
    auto const business = new_business();
    std::vector<domain::OrderId> ids;
    for (int i = 0; i < 25; ++i) ids.push_back(placed(business).order->id);
    placed(new_business());
    std::ranges::reverse(ids);
    EXPECT_EQ(list_all({.business = business, .limit = 7}), ids);
    EXPECT_EQ(list_all({.business = business, .limit = 25}), ids);
}

TEST_P(OrderList, ANewOrderDoesNotDisturbThePagesBehind)
{
    auto const business = new_business();
    std::vector<domain::OrderId> ids;
    for (int i = 0; i < 10; ++i) ids.push_back(placed(business).order->id);
    auto const first = list({.business = business, .limit = 5});
    placed(business);
    auto const second = list({.business = business, .cursor = first.next, .limit = 5});
    ASSERT_EQ(second.orders.size(), 5U);
    EXPECT_EQ(second.orders.front().id, ids[4]);
    EXPECT_FALSE(second.next);
}

TEST_P(OrderList, FiltersByStatusAlsoWhenOnlyOpenOnesAreAsked)
{
    auto const business = new_business();
    auto const a = placed(business).order->id;
    auto const b = placed(business).order->id;
    auto const c = placed(business).order->id;
    change(a, OrderStatus::pending, OrderStatus::confirmed);
    change(b, OrderStatus::pending, OrderStatus::cancelled);
    using Ids = std::vector<domain::OrderId>;
    EXPECT_EQ(list_all({.business = business, .statuses = {OrderStatus::pending}}), Ids({c}));
    EXPECT_EQ(list_all({.business = business, .statuses = {OrderStatus::pending, OrderStatus::confirmed}}),
              Ids({c, a}));
    EXPECT_EQ(list_all({.business = business, .statuses = {OrderStatus::cancelled}}), Ids({b}));
    EXPECT_EQ(list_all({.business = business, .statuses = {OrderStatus::cancelled, OrderStatus::pending}}),
              Ids({c, b}));
    EXPECT_EQ(list_all({.business = business, .statuses = {OrderStatus::delivered}}), Ids());
    reopen();
    EXPECT_EQ(list_all({.business = business, .statuses = {OrderStatus::pending}}), Ids({c}));
}

TEST_P(OrderList, FiltersByTimeTextAndPoster)
{
    auto const business = new_business();
    auto const early = placed(business).order->id;
    clock_.advance(std::chrono::hours(2));
    auto other = order_for(business);
    other.content.customer_name = "Omar Saleh";
    other.content.customer_phone = "+9647700000001";
    other.actor.credential = "key_two";
    auto const late = run(commit(other))->order->id;

    using Ids = std::vector<domain::OrderId>;
    auto const between = clock_.now() - std::chrono::hours(1);
    EXPECT_EQ(list_all({.business = business, .from = between, .to = {}}), Ids({late}));
    EXPECT_EQ(list_all({.business = business, .from = {}, .to = between}), Ids({early}));
    EXPECT_EQ(list_all({.business = business, .text = "oMAR"}), Ids({late}));
    EXPECT_EQ(list_all({.business = business, .text = "7801234"}), Ids({early}));
    EXPECT_EQ(list_all({.business = business, .text = "piz0002"}), Ids({late}));
    EXPECT_EQ(list_all({.business = business, .text = "nobody"}), Ids());
    EXPECT_EQ(list_all({.business = business, .posted_by = "key_two"}), Ids({late}));
}

TEST_P(OrderList, AnUnreadableCursorIsMalformed)
{
    auto const business = new_business();
    for (auto const* cursor : {"", "x", "-1", "0", "99999999999999999999"}) {
        auto const page = run(ports().orders.list({.business = business, .cursor = cursor}));
        ASSERT_FALSE(page) << cursor;
        EXPECT_EQ(page.error().code, "cursor_unreadable");
    }
}

TEST_P(OrderList, TheSnapshotHoldsTheOpenOrdersOldestFirst)
{
    auto const business = new_business();
    std::vector<domain::OrderId> ids;
    for (int i = 0; i < 9; ++i) ids.push_back(placed(business).order->id);
    change(ids[3], OrderStatus::pending, OrderStatus::cancelled);
    ids.erase(ids.begin() + 3);

    std::vector<domain::OrderId> seen;
    std::optional<std::string> cursor;
    do {
        auto const page = run(ports().orders.open_orders(business, 3, cursor));
        ASSERT_TRUE(page);
        EXPECT_EQ(page->position.head, 10U);
        for (auto const& order : page->orders) seen.push_back(order.id);
        cursor = page->next;
    } while (cursor);
    EXPECT_EQ(seen, ids);
}

/// Orders come and go while snapshots are taken: each snapshot holds every order that was open at its position.
TEST_P(OrderList, ASnapshotIsNeverOlderThanItsPosition)
{
    auto const business = new_business();
    auto const write = [&]() -> base::Task<void> {
        for (int i = 0; i < 60; ++i) {
            auto const order = co_await commit(order_for(business));
            if (i % 3 == 0) (void)co_await commit(move(order->order->id, OrderStatus::pending, OrderStatus::cancelled));
        }
    };
    std::vector<ports::Snapshot> snapshots;
    auto const look = [&]() -> base::Task<void> {
        for (int i = 0; i < 200; ++i)
            snapshots.push_back((co_await ports().orders.open_orders(business, 500, {})).value());
    };
    auto writing = spawn(write());
    auto looking = spawn(look());
    writing.get();
    looking.get();

    auto const log = whole_log(business);
    for (auto const& snapshot : snapshots) {
        std::set<std::string> open;
        for (std::size_t i = 0; i < snapshot.position.head; ++i) {
            auto const& text = *log[i].text;
            auto const id = text.substr(text.find("\"order_id\":\"") + 12, 40);
            if (log[i].type == domain::EventType::order_created) open.insert(id);
        }
        for (auto const& entry : log) {
            auto const& text = *entry.text;
            if (entry.type == domain::EventType::order_cancelled)
                open.erase(text.substr(text.find("\"order_id\":\"") + 12, 40));
        }
        for (auto const& order : snapshot.orders) open.erase(order.id.text());
        EXPECT_TRUE(open.empty()) << *open.begin();
    }
}

RUN_ON_ALL_STORES(OrderList);

}
}
