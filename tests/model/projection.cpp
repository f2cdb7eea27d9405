// SPDX-License-Identifier: Apache-2.0
#include "model/projection.hpp"

#include "model/insist.hpp"

#include <algorithm>
#include <set>

namespace model {

base::Task<void> project(Database& database, Session& session, OrderDocument order)
{
    auto const id = OrderDocument::id_key(order.order.id);
    // An upsert that loses to another one says duplicate: then there is something to replace.
    for (;;) {
        auto const is_replaced = co_await insist([&] {
            return database.orders.update(session, id, [order](OrderDocument& known) {
                if (known.as_of >= order.as_of) return false;
                known = order;
                return true;
            });
        });
        if (is_replaced) co_return;
        auto const known = co_await insist(
            [&] { return database.orders.find(session, {0, id, just_after(id)}, ReadConcern::linearizable); });
        if (!known.empty() && known.front()->as_of >= order.as_of) co_return;
        if (known.empty()) (void)co_await insist([&] { return database.orders.insert(session, {order}); });
    }
}

base::Task<void> project(Database& database, Session& session, BusinessDocument row)
{
    (void)co_await insist([&] {
        return database.businesses.update(session, row.keys()[0], [row](BusinessDocument& known) {
            if (known.as_of >= row.as_of) return false;
            known.business = row.business;
            known.as_of = row.as_of;
            known.intake_due = row.intake_due;
            known.is_removed = row.is_removed;
            return true;
        });
    });
}

base::Task<void> project(Database& database, Session& session, Tail const& tail, EventDocument const& event)
{
    if (auto const id = event.event.order_id()) {
        auto const known = co_await read_order(database, session, tail, *id);
        std::optional<OrderDocument> order;
        if (known) order = known->document;
        apply(order, event);
        co_await project(database, session, std::move(*order));
    }
    if (event.event.business() != nullptr) {
        auto row = tail.row;
        apply(row, event);
        co_await project(database, session, std::move(row));
    }
}

base::Task<void> set_clock(Database& database, Session& session, OrderDocument const& order, domain::OrderClock clock)
{
    if (clock == order.clock) co_return;
    (void)co_await insist([&] {
        return database.orders.update(session, OrderDocument::id_key(order.order.id),
                                      [clock, as_of = order.as_of](OrderDocument& known) {
                                          if (known.as_of != as_of) return false;
                                          known.clock = clock;
                                          return true;
                                      });
    });
}

base::Task<void> set_intake_due(Database& database, Session& session, BusinessDocument const& row,
                                std::optional<base::Instant> due)
{
    (void)co_await insist([&] {
        return database.businesses.update(session, row.keys()[0], [due, as_of = row.as_of](BusinessDocument& known) {
            if (known.as_of != as_of) return false;
            known.intake_due = due;
            return true;
        });
    });
}

base::Task<void> sweep(Database& database, Session& session, domain::BusinessId business)
{
    auto const tail = co_await read_tail(database, session, business, true);
    if (!tail) co_return;
    std::set<domain::OrderId> orders;
    for (auto const& event : tail->events)
        if (auto const id = event->event.order_id()) orders.insert(*id);
    for (auto const& id : orders) {
        auto const order = co_await read_order(database, session, *tail, id);
        if (!order->is_projected()) co_await project(database, session, order->document);
    }
    co_await project(database, session, tail->row);
    (void)co_await insist([&] {
        return database.businesses.update(session, tail->row.keys()[0], [head = tail->head()](BusinessDocument& known) {
            known.projected_seq = std::max(known.projected_seq, head);
            return true;
        });
    });
}

}
