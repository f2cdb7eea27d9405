// SPDX-License-Identifier: Apache-2.0
#include "usecases/orders.hpp"

#include "fakes.hpp"
#include "shop.hpp"

namespace {

using namespace std::chrono_literals;
using domain::OrderStatus;
using domain::Refusal;
using domain::Scope;
using shop::code_of;

/// Counts what is asked of it.
class CountedSightings final : public ports::Sightings {
public:
    explicit CountedSightings(ports::Sightings& sightings) : sightings_(sightings) {}

    base::Task<base::Result<bool>> note(domain::OrderId id, domain::Actor by) override
    {
        ++notes;
        return sightings_.note(id, std::move(by));
    }

    int notes = 0;

private:
    ports::Sightings& sightings_;
};

/// Finds orders whose text is broken.
class TornReader final : public ports::OrderReader {
public:
    explicit TornReader(ports::OrderReader& reader) : reader_(reader) {}

    base::Task<base::Result<Found>> find(domain::OrderId id) override
    {
        auto found = co_await reader_.find(id);
        if (found) found->order.text.resize(found->order.text.size() / 2);
        co_return found;
    }
    base::Task<base::Result<ports::Whereabouts>> whereabouts(domain::OrderId id) override
    {
        return reader_.whereabouts(id);
    }
    base::Task<base::Result<ports::OrderPage>> list(ports::OrderQuery query) override
    {
        return reader_.list(std::move(query));
    }
    base::Task<base::Result<ports::Snapshot>> open_orders(domain::BusinessId business, std::size_t limit,
                                                          std::optional<std::string> cursor,
                                                          std::optional<std::string> posted_by) override
    {
        return reader_.open_orders(business, limit, std::move(cursor), std::move(posted_by));
    }

private:
    ports::OrderReader& reader_;
};

class Orders : public shop::Shop {
protected:
    /// An order that this channel posted.
    domain::OrderId of(domain::Principal const& key) { return placed(wraps(), key.actor().credential); }

    base::Result<ports::Decided> move(domain::Principal const& caller, domain::OrderId id, OrderStatus from,
                                      OrderStatus to)
    {
        usecases::Orders::NewStatus status;
        status.from = from;
        status.to = to;
        if (to == OrderStatus::cancelled) status.reason = domain::Reason{"rejected_too_busy", {}};
        return run(orders_.change_status(caller, id, std::move(status)));
    }

    base::Result<ports::Decided> edit(domain::Principal const& caller, domain::OrderId id, domain::OrderPatch patch,
                                      std::optional<std::uint32_t> if_version = {})
    {
        return run(orders_.edit(caller, id, std::move(patch), if_version));
    }

    static domain::OrderPatch notes(std::string text)
    {
        domain::OrderPatch patch;
        patch.business_notes.emplace(std::move(text));
        return patch;
    }

    std::vector<domain::OrderId> listed(domain::Principal const& caller, ports::OrderQuery query)
    {
        std::vector<domain::OrderId> ids;
        auto const page = run(orders_.list(caller, std::move(query)));
        for (auto const& each : page.value().orders) ids.push_back(each.id);
        return ids;
    }

    std::string found(domain::Principal const& caller, domain::OrderId id)
    {
        return code_of(run(orders_.find(caller, id)));
    }

    static std::optional<Refusal> shown(base::Result<ports::Decided> const& decided)
    {
        if (!decided || !decided->refused()) return std::nullopt;
        return decided->refused()->why;
    }

    CountedSightings sightings_{store_->sightings()};
    usecases::Orders orders_{store_->journal(), store_->orders(), sightings_, access_, clock_, registry_};
};

TEST_F(Orders, AChannelSeesOnlyTheOrdersThatItPosted)
{
    auto const key = channel(), other = channel();
    auto const own = of(key);
    auto const foreign = of(other);
    EXPECT_EQ(found(key, own), "ok");
    EXPECT_EQ(found(key, foreign), "order_not_found");
    EXPECT_EQ(listed(key, {business_}), std::vector{own});
}

TEST_F(Orders, AChannelCannotAskForTheListOfAnother)
{
    auto const key = channel(), other = channel();
    of(other);
    ports::OrderQuery query{business_};
    query.posted_by = other.actor().credential;
    EXPECT_TRUE(listed(key, query).empty());
}

TEST_F(Orders, StaffSeesAllOrdersOfItsBusiness)
{
    auto const worker = staff();
    auto const first = of(channel());
    clock_.advance(1ms);
    auto const second = placed();
    EXPECT_EQ(found(worker, first), "ok");
    EXPECT_EQ(listed(worker, {business_}), (std::vector{second, first}));
}

TEST_F(Orders, WhoMayOnlyPostReadsNothing)
{
    auto const key = channel(scopes_of({Scope::orders_write}));
    EXPECT_EQ(found(key, of(key)), "forbidden");
    EXPECT_EQ(code_of(run(orders_.list(key, {business_}))), "forbidden");
}

TEST_F(Orders, AKeyThatMayNotReadLearnsNothingOfTheOrdersOfOthers)
{
    EXPECT_EQ(found(channel(scopes_of({Scope::orders_write})), placed()), "order_not_found");
}

TEST_F(Orders, AnOrderOfAnotherBusinessIsAsUnknown)
{
    auto const nosy = stranger();
    auto const foreign = run(orders_.find(nosy, placed())).error();
    auto const unknown = run(orders_.find(nosy, domain::OrderId::make(clock_.now()))).error();
    EXPECT_EQ(foreign.kind, unknown.kind);
    EXPECT_EQ(foreign.code, unknown.code);
    EXPECT_EQ(foreign.detail, unknown.detail);
    EXPECT_EQ(code_of(run(orders_.list(nosy, {business_}))), "business_not_found");
}

TEST_F(Orders, StaffMovesAnOrderAndIsNamedInIt)
{
    auto const worker = staff();
    auto const id = placed();
    auto const moved = move(worker, id, OrderStatus::pending, OrderStatus::confirmed);
    ASSERT_TRUE(moved && moved->appended());
    EXPECT_EQ(moved->order->status, OrderStatus::confirmed);
    EXPECT_EQ(order(id).status_history.back().by.credential, worker.actor().credential);
}

TEST_F(Orders, AMoveThatCannotBeShowsTheOrder)
{
    auto const worker = staff();
    auto const id = placed();
    auto const no_arrow = move(worker, id, OrderStatus::pending, OrderStatus::delivered);
    EXPECT_EQ(shown(no_arrow), Refusal::no_such_arrow);
    EXPECT_EQ(no_arrow->order->id, id);
    EXPECT_EQ(shown(move(worker, id, OrderStatus::preparing, OrderStatus::ready)), Refusal::order_moved);

    usecases::Orders::NewStatus late;
    late.to = OrderStatus::confirmed;
    late.if_version = 7;
    EXPECT_EQ(shown(run(orders_.change_status(worker, id, late))), Refusal::order_changed);
}

TEST_F(Orders, AChannelOnlyCancels)
{
    auto const key = channel();
    auto const id = of(key);
    EXPECT_EQ(shown(move(key, id, OrderStatus::pending, OrderStatus::confirmed)), Refusal::no_such_arrow);
    auto const cancelled = move(key, id, OrderStatus::pending, OrderStatus::cancelled);
    EXPECT_TRUE(cancelled && cancelled->appended());
}

TEST_F(Orders, AChannelDoesNotCancelTheOrdersOfOthers)
{
    auto const id = of(channel());
    EXPECT_EQ(code_of(move(channel(), id, OrderStatus::pending, OrderStatus::cancelled)), "order_not_found");
    EXPECT_EQ(order(id).status, OrderStatus::pending);
}

TEST_F(Orders, TheTimeToAcceptIsRecordedOnceAndOnlyOfAcceptedOrders)
{
    auto const worker = staff();
    auto const id = placed(), other = placed();
    move(worker, id, OrderStatus::pending, OrderStatus::confirmed);
    move(worker, id, OrderStatus::pending, OrderStatus::confirmed);
    move(worker, other, OrderStatus::pending, OrderStatus::cancelled);
    move(worker, other, OrderStatus::pending, OrderStatus::confirmed);
    EXPECT_EQ(recorded("order_accepted_seconds"), 1U);
}

TEST_F(Orders, OnlyMembersEdit)
{
    auto const key = channel();
    auto const id = of(key);
    EXPECT_EQ(code_of(edit(key, id, notes("ring twice"))), "forbidden");
    EXPECT_EQ(code_of(edit(channel(), id, notes("ring twice"))), "order_not_found");
    EXPECT_EQ(code_of(edit(stranger(), id, notes("ring twice"))), "order_not_found");
    EXPECT_TRUE(edit(staff(), id, notes("ring twice"))->appended());
    EXPECT_EQ(order(id).business_notes, "ring twice");
}

TEST_F(Orders, AnEditThatComesTooLateShowsTheOrder)
{
    auto const worker = staff();
    auto const id = placed();
    auto const changed = edit(worker, id, notes("ring twice"), 7);
    EXPECT_EQ(shown(changed), Refusal::order_changed);
    EXPECT_EQ(changed->order->version, 1U);

    cancel(id);
    domain::OrderPatch longer;
    longer.preparation_time_minutes = 40;
    EXPECT_EQ(shown(edit(worker, id, longer)), Refusal::preparation_over);
}

TEST_F(Orders, TheFirstWhoShowsAnOrderIsKept)
{
    auto const first = staff(), second = staff();
    auto const id = placed();
    EXPECT_EQ(code_of(run(orders_.mark_seen(first, id))), "ok");
    clock_.advance(1s);
    EXPECT_EQ(code_of(run(orders_.mark_seen(second, id))), "ok");
    auto const seen = run(orders_.history(second, id)).value().seen;
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->by, first.actor());
    EXPECT_EQ(recorded("order_seen_seconds"), 1U);
}

TEST_F(Orders, ASeenOrderCostsNoSecondWrite)
{
    auto const worker = staff();
    auto const id = placed();
    for (int i = 0; i < 3; ++i) run(orders_.mark_seen(worker, id));
    EXPECT_EQ(sightings_.notes, 1);
}

TEST_F(Orders, AChannelShowsOrdersToNobody)
{
    auto const key = channel();
    EXPECT_EQ(code_of(run(orders_.mark_seen(key, of(key)))), "forbidden");
    EXPECT_EQ(code_of(run(orders_.mark_seen(stranger(), placed()))), "order_not_found");
    EXPECT_EQ(sightings_.notes, 0);
}

TEST_F(Orders, TheHistoryIsForMembers)
{
    auto const key = channel();
    auto const id = of(key);
    cancel(id);
    EXPECT_EQ(code_of(run(orders_.history(key, id))), "forbidden");
    auto const history = run(orders_.history(staff(), id)).value();
    EXPECT_EQ(history.order.status_history.size(), 2U);
    EXPECT_FALSE(history.seen);
}

TEST_F(Orders, AHistoryThatCannotBeReadIsAFailure)
{
    TornReader torn{store_->orders()};
    usecases::Orders orders{store_->journal(), torn, sightings_, access_, clock_, registry_};
    EXPECT_EQ(code_of(run(orders.history(staff(), placed()))), "order_unreadable");
}

}
