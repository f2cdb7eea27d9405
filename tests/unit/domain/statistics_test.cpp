// SPDX-License-Identifier: Apache-2.0
#include "domain/statistics.hpp"

#include "unit/domain/samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using namespace std::chrono_literals;
using domain::OrderStatus;
using std::chrono::days;
using std::chrono::hours;

constexpr std::chrono::sys_days change = std::chrono::year(2026) / 3 / 29;
constexpr std::chrono::local_days that_day{change.time_since_epoch()};

/// One hour east, two from 01:00 UTC of `change` on.
class TestZone final : public domain::TimeZone {
public:
    domain::LocalTime to_local(base::Instant instant) const override
    {
        return domain::LocalTime((instant + (instant < change + 1h ? 1h : 2h)).time_since_epoch());
    }
    base::Instant to_instant(domain::LocalTime local) const override
    {
        base::Instant const earlier(local.time_since_epoch() - 1h);
        return earlier < change + 1h ? earlier : std::max<base::Instant>(earlier - 1h, change + 1h);
    }
};

TestZone const zone;

domain::Order sold_at(base::Instant created_at, std::int64_t amount = 18'500)
{
    auto order = samples::placed(samples::margherita());
    order.created_at = order.status_history.front().at = created_at;
    order.content.total_amount = {amount};
    return order;
}

domain::Order in(OrderStatus status, domain::Order order = sold_at(change + 12h))
{
    order.status = status;
    order.status_history.push_back({status, order.created_at + 90s, samples::counter, {}});
    return order;
}

domain::Statistics of(std::vector<domain::Order> const& orders, base::Instant from = change - 1h,
                      base::Instant to = change + 22h)
{
    domain::StatisticsBuilder builder(from, to, zone, *domain::find_currency("IQD"));
    for (auto const& order : orders) builder.add(order);
    return std::move(builder).finish();
}

TEST(Statistics, CutDaysInTheZoneAcrossAChangeOfTheClocks)
{
    auto const result =
        of({sold_at(change - 1h), sold_at(change - 1h - 1ms), sold_at(change + 22h - 1ms), sold_at(change + 22h)},
           change - hours(3), change + hours(30));
    ASSERT_EQ(result.days.size(), 3u);
    EXPECT_EQ(result.days[0].date, that_day - days(1));
    EXPECT_EQ(result.days[0].orders, 1);
    EXPECT_EQ(result.days[1].date, that_day);
    EXPECT_EQ(result.days[1].orders, 2);
    EXPECT_EQ(result.days[2].orders, 1);
}

TEST(Statistics, TakeTheBeginningOfATimeAndNotItsEnd)
{
    EXPECT_EQ(of({sold_at(change - 1h), sold_at(change + 22h)}).total, 1);
}

TEST(Statistics, ShowEveryDayOfATimeWithoutOrders)
{
    auto const result = of({}, change - hours(1) - days(365), change + 22h);
    EXPECT_EQ(result.days.size(), 366u);
    EXPECT_EQ(result.sales, domain::Sales{});
    EXPECT_FALSE(domain::average(result.sales));
}

TEST(Statistics, KeepCancelledAndRefundedOrdersOutOfSales)
{
    auto const result = of({in(OrderStatus::delivered), in(OrderStatus::cancelled), in(OrderStatus::refunded)});
    EXPECT_EQ(result.total, 3);
    EXPECT_EQ(result.sales, (domain::Sales{1, {18'500}}));
    EXPECT_EQ(result.days.front().cancelled, 1);
    EXPECT_EQ(result.days.front().sales, (domain::Sales{1, {18'500}}));
    ASSERT_FALSE(result.top_items.empty());
    EXPECT_EQ(result.top_items.front(), (domain::ItemSales{"Margherita", 2, {15'000}}));
}

TEST(Statistics, CountTestOrdersNowhere)
{
    auto order = sold_at(change + 12h);
    order.content.test = true;
    EXPECT_EQ(of({order}), of({}));
}

TEST(Statistics, AreWithoutRegardToTheOrderOfAdding)
{
    std::vector<domain::Order> orders;
    for (int i = 0; i < 20; ++i) orders.push_back(in(OrderStatus::confirmed, sold_at(change + hours(i), 100 * i)));
    auto const forward = of(orders);
    std::reverse(orders.begin(), orders.end());
    EXPECT_EQ(of(orders), forward);
}

TEST(Statistics, KeepOtherCurrenciesApart)
{
    auto foreign = sold_at(change + 12h, 700);
    foreign.currency = *domain::find_currency("USD");
    auto const result = of({sold_at(change + 12h), foreign, foreign});
    EXPECT_EQ(result.sales, (domain::Sales{1, {18'500}}));
    ASSERT_EQ(result.other_currencies.size(), 1u);
    EXPECT_EQ(result.other_currencies.front().sales, (domain::Sales{2, {1'400}}));
    EXPECT_EQ(result.top_items.front(), (domain::ItemSales{"Margherita", 6, {15'000}}));
}

TEST(Statistics, MeasureTheTimeUntilSomebodyAccepted)
{
    auto const accepted = [](std::chrono::milliseconds after) {
        auto order = sold_at(change + 12h);
        order.status = OrderStatus::confirmed;
        order.status_history.push_back({OrderStatus::confirmed, order.created_at + after, samples::counter, {}});
        return order;
    };
    auto const taken = of({accepted(10ms), accepted(20ms), accepted(30ms), accepted(40ms), sold_at(change)}).to_accept;
    EXPECT_EQ(taken, (domain::TimeTaken{4, 25ms, 20ms, 40ms}));
}

TEST(Statistics, TimeWhatDevicesShowedFromTheOrderOn)
{
    auto const order = sold_at(change + 12h);
    domain::StatisticsBuilder builder(change - 1h, change + 22h, zone, *domain::find_currency("IQD"));
    builder.add(order, order.created_at + 10ms);
    builder.add(order, order.created_at + 30ms);
    builder.add(order);
    EXPECT_EQ(std::move(builder).finish().to_seen, (domain::TimeTaken{2, 20ms, 10ms, 30ms}));
}

TEST(Statistics, TakeNoTimeForOrdersThatTheServerAccepted)
{
    auto order = sold_at(change + 12h);
    order.status = order.status_history.front().status = OrderStatus::confirmed;
    EXPECT_EQ(of({order}).to_accept, domain::TimeTaken{});
}

TEST(Statistics, StopSumsAtTheLargestAmount)
{
    auto const huge = sold_at(change + 12h, domain::max_amount.units);
    EXPECT_EQ(of({huge, huge, huge}).sales, (domain::Sales{3, domain::max_amount}));
}

TEST(Statistics, RoundTheAverageHalfUp)
{
    EXPECT_EQ(domain::average({2, {5}}), domain::Amount{3});
    EXPECT_EQ(domain::average({3, {4}}), domain::Amount{1});
}

}
