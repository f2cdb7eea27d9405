// SPDX-License-Identifier: Apache-2.0
#include "domain/acceptance.hpp"

#include "unit/domain/samples.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace {

using namespace domain;
using namespace std::chrono_literals;
using samples::noon;

constexpr LogState log_state{.head = 5, .last_number = 3};
constexpr base::Instant never{};

/// 480 s to accept, a reminder at 30 s, the escalation at 90 s.
Order waiting() { return samples::placed(samples::margherita()); }

std::optional<Event> fired(Order const& order, std::int64_t reminded, base::Instant now,
                           base::Instant no_cancel_before = never, Business const& business = samples::pizzeria())
{
    FireClock const command{samples::id<EventId>(9), samples::id<OrderId>(7), no_cancel_before};
    auto const decision = samples::decide(business, log_state, order, command, now, reminded);
    return decision.event() != nullptr ? std::optional(*decision.event()) : std::nullopt;
}

std::int64_t reminder_at(std::int64_t reminded, base::Instant::duration after, base::Instant no_cancel_before = never)
{
    auto const event = fired(waiting(), reminded, noon + after, no_cancel_before);
    return event && event->reminder() ? event->reminder()->n : 0;
}

TEST(AcceptanceClock, RemindsAndThenEscalatesEvery30Seconds)
{
    EXPECT_EQ(reminder_at(0, 29s), 0);
    EXPECT_EQ(reminder_at(0, 30s), 1);
    EXPECT_EQ(reminder_at(1, 89s), 0);
    EXPECT_EQ(reminder_at(1, 90s), 2);
    EXPECT_EQ(reminder_at(2, 119s), 0);
    EXPECT_EQ(reminder_at(2, 120s), 3);
    EXPECT_EQ(reminder_at(13, 450s), 14);
}

TEST(AcceptanceClock, AReminderSaysWhichOrderWaits)
{
    auto const first = *fired(waiting(), 0, noon + 31s);
    EXPECT_EQ(first.seq, 6U);
    EXPECT_EQ(first.last_number, 3U);
    EXPECT_EQ(first.type, EventType::order_reminder);
    EXPECT_EQ(first.priority, Priority::high);
    EXPECT_EQ(first.occurred_at, noon + 31s);
    EXPECT_EQ(first.title, "PIZ0001 waits to be accepted");
    EXPECT_EQ(*first.reminder(), (Reminder{samples::id<OrderId>(7), "PIZ0001", false, 1}));

    auto const second = *fired(waiting(), 1, noon + 91s);
    EXPECT_EQ(second.priority, Priority::urgent);
    EXPECT_EQ(*second.reminder(), (Reminder{samples::id<OrderId>(7), "PIZ0001", true, 2}));
}

TEST(AcceptanceClock, CancelsWhatNobodyAcceptedInTime)
{
    EXPECT_FALSE(fired(waiting(), 14, noon + 480s - 1ms));
    auto const event = *fired(waiting(), 14, noon + 480s);
    EXPECT_EQ(event.type, EventType::order_cancelled);
    EXPECT_EQ(event.order()->status, OrderStatus::cancelled);
    EXPECT_EQ(event.order()->version, 2U);
    auto const& change = event.order()->status_history.back();
    EXPECT_EQ(change.by, (Actor{"server", std::nullopt}));
    EXPECT_EQ(change.reason, (Reason{"not_accepted_in_time", std::nullopt}));
}

TEST(AcceptanceClock, LeavesAloneWhatIsNotPending)
{
    for (auto const status : {OrderStatus::confirmed, OrderStatus::delivered, OrderStatus::cancelled}) {
        auto order = waiting();
        order.status = status;
        EXPECT_FALSE(fired(order, 0, noon + 24h));
        EXPECT_FALSE(next_due(order, samples::pizzeria().settings, 0, never));
    }
}

TEST(AcceptanceClock, AfterTheServerWasAwayItRemindsOnceAndCancelsOnlyAfterTheGrace)
{
    auto const back = noon + 1h;
    auto const until = back + 90s;
    EXPECT_EQ(reminder_at(1, 1h, until), last_reminder);
    EXPECT_EQ(reminder_at(last_reminder, 1h + 89s, until), 0);
    EXPECT_FALSE(fired(waiting(), last_reminder, until - 1ms, until));
    EXPECT_EQ(fired(waiting(), last_reminder, until, until)->type, EventType::order_cancelled);
    EXPECT_EQ(next_due(waiting(), samples::pizzeria().settings, last_reminder, until), until);
}

TEST(AcceptanceClock, AShortOutageCostsTheRemindersInItAndTheRhythmGoesOn)
{
    EXPECT_EQ(reminder_at(1, 190s), 5);
    EXPECT_EQ(next_due(waiting(), samples::pizzeria().settings, 5, never), noon + 210s);
    EXPECT_EQ(reminder_at(5, 209s), 0);
    EXPECT_EQ(reminder_at(5, 210s), 6);
}

TEST(AcceptanceClock, AScheduledOrderIsQuietUntilItsClockStarts)
{
    auto content = samples::brought_margherita();
    content.requested_delivery_time = noon + 5h;
    auto const order = samples::placed(content);
    auto const start = noon + 5h - 30min - 20min - 480s;
    EXPECT_EQ(order.accept_from, start);
    EXPECT_EQ(order.accept_by, start + 480s);
    EXPECT_EQ(next_due(order, samples::pizzeria().settings, 0, never), start + 30s);
    EXPECT_FALSE(fired(order, 0, start));
    EXPECT_EQ(fired(order, 0, start + 30s)->reminder()->n, 1);
}

TEST(AcceptanceClock, AnAutoAcceptedOrderHasNone)
{
    auto business = samples::pizzeria();
    business.settings.auto_accept = true;
    auto const order = samples::placed(business, samples::margherita());
    EXPECT_FALSE(order.accept_from || order.accept_by);
    EXPECT_FALSE(next_due(order, business.settings, 0, never));
    EXPECT_FALSE(fired(order, 0, noon + 24h, never, business));
}

TEST(AcceptanceClock, AnOrderFromBeforeItHadAStartIsRemindedToo)
{
    auto order = waiting();
    order.accept_from.reset();
    EXPECT_EQ(next_due(order, samples::pizzeria().settings, 0, never), noon + 30s);
}

/// Asked again and again, at any moments, the clock says each thing once, in order, and never too early.
RC_GTEST_PROP(AcceptanceClock, SaysEachThingOnceWheneverItIsAsked, ())
{
    auto business = samples::pizzeria();
    auto& settings = business.settings;
    settings.accept_within_s = *rc::gen::inRange(10, 700);
    settings.remind_after_s = *rc::gen::inRange(1, 700);
    settings.escalate_after_s = *rc::gen::inRange(1, 700);
    auto const order = samples::placed(business, samples::margherita());

    std::int64_t reminded = 0;
    auto now = noon;
    for (bool is_cancelled = false; !is_cancelled;) {
        auto const due = *next_due(order, settings, reminded, never);
        RC_ASSERT(due <= *order.accept_by);
        RC_ASSERT(due > now || now == noon);
        RC_ASSERT(!fired(order, reminded, due - 1ms, never, business));
        now = due + std::chrono::seconds(*rc::gen::inRange(0, 60));
        auto const event = fired(order, reminded, now, never, business);
        RC_ASSERT(event.has_value());
        is_cancelled = event->order() != nullptr;
        RC_ASSERT(is_cancelled == (now >= *order.accept_by));
        if (is_cancelled) break;
        RC_ASSERT(event->reminder()->n > reminded && event->reminder()->n <= last_reminder);
        reminded = event->reminder()->n;
        RC_ASSERT(!fired(order, reminded, now, never, business));
    }
}

}
