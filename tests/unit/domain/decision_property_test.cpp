// SPDX-License-Identifier: Apache-2.0
#include "domain/command.hpp"
#include "unit/domain/arbitrary.hpp"
#include "unit/domain/samples.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace {

using namespace domain;

/// A business's log as a store keeps it, driven by random commands.
struct Log {
    Business business = samples::pizzeria();
    LogState state;
    std::vector<Order> orders;
    base::Instant now = samples::noon;

    void append(Event const& event)
    {
        RC_ASSERT(event.seq == state.head + 1);
        RC_ASSERT(event.last_number >= state.last_number);
        state = {event.seq, event.last_number};
    }

    void place()
    {
        business.settings.auto_accept = *rc::gen::arbitrary<bool>();
        auto command = samples::place(samples::brought_margherita());
        command.content.delivery_type = arbitrary::one_of_first<DeliveryType>(3);
        command.content.payment.status = arbitrary::one_of_first<PaymentStatus>(5);
        auto const decision = samples::decide(business, state, std::move(command), now);
        auto const* event = decision.event();
        RC_ASSERT(event != nullptr);
        RC_ASSERT(event->last_number == state.last_number + 1);
        append(*event);
        orders.push_back(*event->order());
        RC_ASSERT(orders.back().number == orders.size());
    }

    ChangeStatus random_change() const
    {
        ChangeStatus command;
        command.to = arbitrary::one_of_first<OrderStatus>(8);
        int const precondition = *rc::gen::inRange(0, 3);
        if (precondition != 0) command.from = arbitrary::one_of_first<OrderStatus>(8);
        if (precondition != 1) command.if_version = *rc::gen::inRange<std::uint32_t>(1, 8);
        command.actor = arbitrary::actor();
        command.by_channel = command.actor.credential == "key_1";
        return command;
    }

    void change(Order& order)
    {
        auto const command = random_change();
        auto const decision = samples::decide(business, state, order, command, now);
        auto const* event = decision.event();
        if (event == nullptr) return check_unchanged(order, command, decision);

        RC_ASSERT(!command.from || *command.from == order.status);
        RC_ASSERT(!command.if_version || *command.if_version == order.version);
        RC_ASSERT(can_move(order.status, command.to, move_context(order, command.by_channel)));
        RC_ASSERT(event->last_number == state.last_number);
        append(*event);
        check_step(order, *event->order());
        order = *event->order();
        // Asking again for what was just done is a repeat, whatever the clock says.
        auto const again = samples::decide(business, state, order, command, now + std::chrono::hours(1));
        RC_ASSERT(std::get<Settled>(again.outcome).how == Settled::How::repeated);
    }

    static void check_step(Order const& before, Order const& after)
    {
        RC_ASSERT(after.version == before.version + 1);
        RC_ASSERT(after.status > before.status);
        RC_ASSERT(after.status_history.size() == before.status_history.size() + 1);
        RC_ASSERT(after.status_history.back().status == after.status);
        RC_ASSERT(!after.accept_by);
        RC_ASSERT(after.id == before.id && after.number == before.number && after.content == before.content);
        RC_ASSERT(after.created_at == before.created_at);
    }

    static void check_unchanged(Order const& order, ChangeStatus const& command, Decision const& decision)
    {
        if (std::holds_alternative<Settled>(decision.outcome)) {
            RC_ASSERT(order.status == command.to);
            RC_ASSERT(order.status_history.back().by == command.actor);
            return;
        }
        switch (std::get<Refused>(decision.outcome).why) {
        case Refusal::order_changed: RC_ASSERT(command.if_version && *command.if_version != order.version); break;
        case Refusal::order_moved: RC_ASSERT(command.from && *command.from != order.status); break;
        case Refusal::no_such_arrow:
            RC_ASSERT(!can_move(order.status, command.to, move_context(order, command.by_channel)));
            break;
        default: RC_FAIL("a refusal of another kind");
        }
    }
};

RC_GTEST_PROP(Decisions, KeepTheLogWithoutHolesAndOrdersMovingForward, ())
{
    Log log;
    log.place();
    for (int n = *rc::gen::inRange(0, 120); n > 0; --n) {
        log.now += std::chrono::microseconds(*rc::gen::inRange(0, 5'000'000));
        if (*rc::gen::inRange(0, 8) == 0) {
            log.place();
        } else {
            log.change(log.orders[*rc::gen::inRange<std::size_t>(0, log.orders.size())]);
        }
    }
}

}
