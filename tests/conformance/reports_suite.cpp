// SPDX-License-Identifier: Apache-2.0
#include "stores.hpp"

namespace conformance {

namespace {

using namespace std::chrono_literals;

class Reports : public StoreSuite {
protected:
    ports::StatisticsQuery query_for(domain::BusinessId business)
    {
        return {business, clock_.now() - 24h, clock_.now() + 1s, {}, "UTC", &domain::utc()};
    }

    domain::Statistics statistics(ports::StatisticsQuery query)
    {
        auto const report = run(whole().reports().statistics(std::move(query)));
        EXPECT_TRUE(report);
        return report ? (*report)->statistics : domain::Statistics{};
    }
};

TEST_P(Reports, CountEveryOrderOnce)
{
    constexpr std::int64_t count = 2'100;
    auto const business = new_business();
    auto const other = new_business();
    std::vector<base::Task<base::Result<ports::Decided>>> posts;
    for (std::int64_t i = 0; i < count; ++i) posts.push_back(commit(order_for(business)));
    posts.push_back(commit(order_for(other)));
    for (auto const& answer : run_all(std::move(posts))) ASSERT_TRUE(answer);

    auto const result = statistics(query_for(business));
    EXPECT_EQ(result.total, count);
    EXPECT_EQ(result.active, count);
    EXPECT_EQ(result.sales, (domain::Sales{count, {6'000 * count}}));
}

TEST_P(Reports, CountOrdersAsTheyAreNow)
{
    using enum domain::OrderStatus;
    auto const business = new_business();
    auto const order = placed(business).order->id;
    placed(business);
    ASSERT_TRUE(run(commit(move(order, pending, cancelled))));
    auto const result = statistics(query_for(business));
    EXPECT_EQ(result.total, 2);
    EXPECT_EQ(result.sales.orders, 1);
}

TEST_P(Reports, CountOrdersThatOutlivedTheirEvents)
{
    auto const business = new_business();
    for (int i = 0; i < 5; ++i) placed(business);
    clock_.advance(1h);
    placed(business);
    ASSERT_TRUE(run(ports().log.trim(clock_.now() - 1min)));
    EXPECT_EQ(statistics(query_for(business)).total, 6);
}

TEST_P(Reports, TakeOnlyTheTimeThatIsAskedFor)
{
    auto const business = new_business();
    for (int i = 0; i < 3; ++i) {
        placed(business);
        clock_.advance(2h);
    }
    auto query = query_for(business);
    query.from = clock_.now() - 4h;
    query.to = clock_.now() - 2h;
    EXPECT_EQ(statistics(query).total, 1);
}

TEST_P(Reports, KnowNoUnknownBusiness)
{
    auto const report = run(whole().reports().statistics(query_for(domain::BusinessId::make(clock_.now()))));
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, "business_not_found");
}

TEST_P(Reports, FailWhenTheStoreHasStopped)
{
    auto const business = new_business();
    store_->stop();
    auto const report = run(whole().reports().statistics(query_for(business)));
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().kind, base::FailureKind::unavailable);
}

RUN_ON_WHOLE_STORES(Reports);

}

}
