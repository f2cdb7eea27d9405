// SPDX-License-Identifier: Apache-2.0
#include "usecases/log_metrics.hpp"

#include "shop.hpp"

#include <array>

namespace {

using namespace std::chrono_literals;
using domain::EventType;

class LogMetrics : public shop::Shop {
protected:
    std::vector<std::int64_t> unacknowledged()
    {
        std::vector<std::int64_t> all;
        for (auto const* longer_than : {"0", "60", "120", "300", "600"})
            all.push_back(gauge("orders_unacknowledged", {{"longer_than_seconds", longer_than}}));
        return all;
    }

    usecases::LogMetrics metrics_{store_->clocks(), clock_, registry_};
};

TEST_F(LogMetrics, EveryCommittedEventCountsByItsType)
{
    std::vector<ports::CommitListener::Committed> events(3);
    events[0].entry.type = events[2].entry.type = EventType::order_created;
    events[1].entry.type = EventType::business_removed;
    metrics_.committed(events);
    for (auto const type : domain::all_event_types) {
        auto const expected = type == EventType::order_created ? 2U : type == EventType::business_removed ? 1U : 0U;
        EXPECT_EQ(counter("events_committed_total", {{"type", std::string(to_text(type))}}), expected);
    }
}

TEST_F(LogMetrics, WithoutPendingOrdersThereIsNothingToSee)
{
    EXPECT_EQ(gauge("orders_pending"), 0);
    EXPECT_EQ(gauge("orders_unacknowledged_age_seconds"), 0);
    EXPECT_EQ(unacknowledged(), (std::vector<std::int64_t>{0, 0, 0, 0, 0}));
}

TEST_F(LogMetrics, PendingOrdersCountByHowLongTheirClockHasRun)
{
    placed();
    clock_.advance(90s);
    placed();
    clock_.advance(40s);
    EXPECT_EQ(gauge("orders_pending"), 2);
    EXPECT_EQ(gauge("orders_unacknowledged_age_seconds"), 130);
    EXPECT_EQ(unacknowledged(), (std::vector<std::int64_t>{2, 1, 1, 0, 0}));
}

TEST_F(LogMetrics, AScheduledOrderIsPendingButKeepsNobodyWaiting)
{
    auto content = wraps();
    content.requested_delivery_time = clock_.now() + 5h;
    placed(content);
    clock_.advance(1min);
    EXPECT_EQ(gauge("orders_pending"), 1);
    EXPECT_EQ(gauge("orders_unacknowledged_age_seconds"), 0);
    EXPECT_EQ(unacknowledged(), (std::vector<std::int64_t>{0, 0, 0, 0, 0}));
}

TEST_F(LogMetrics, WhatIsCancelledIsNotPending)
{
    cancel(placed());
    EXPECT_EQ(gauge("orders_pending"), 0);
}

}
