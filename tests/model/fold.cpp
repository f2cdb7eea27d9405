// SPDX-License-Identifier: Apache-2.0
#include "model/fold.hpp"

#include "model/insist.hpp"

#include <limits>

namespace model {

namespace {

constexpr auto last_seq = std::numeric_limits<std::uint64_t>::max();

/// The tail starts at `projected_seq`, which is retained, or it is not the tail of that row.
bool is_without_gap(BusinessDocument const& row, std::vector<EventPointer> const& events)
{
    auto expected = std::max<std::uint64_t>(row.projected_seq, 1);
    if (events.empty()) return row.projected_seq == 0;
    for (auto const& event : events)
        if (event->event.seq != expected++) return false;
    return true;
}

}

domain::LogState Tail::log() const
{
    if (events.empty()) return {};
    auto const& newest = events.back()->event;
    return {newest.seq, newest.last_number};
}

void apply(std::optional<OrderDocument>& order, EventDocument const& event)
{
    if (order && order->as_of >= event.event.seq) return;
    if (event.event.type == domain::EventType::order_created)
        order = OrderDocument{.business = event.business,
                              .order = {},
                              .text = {},
                              .as_of = 0,
                              .created_seq = event.event.seq,
                              .posted_by = event.posted_by,
                              .external = event.external,
                              .fingerprint = event.fingerprint,
                              .clock = {}};
    if (auto const* after = event.event.order()) {
        order->order = *after;
        order->text = event.order_text;
    }
    if (event.clock) order->clock = *event.clock;
    order->as_of = event.event.seq;
}

void apply(BusinessDocument& row, EventDocument const& event)
{
    auto const* business = event.event.business();
    if (business == nullptr || row.as_of >= event.event.seq) return;
    row.business = *business;
    row.as_of = event.event.seq;
    row.is_removed = event.event.type == domain::EventType::business_removed;
    if (event.intake_due) row.intake_due = *event.intake_due;
}

base::Task<std::optional<Tail>> read_tail(Database& database, Session& session, domain::BusinessId business,
                                          bool with_removed)
{
    for (;;) {
        auto const id = BusinessDocument::id_key(business);
        auto const rows = co_await insist([&] { return database.businesses.find(session, {0, id, just_after(id)}); });
        if (rows.empty()) co_return std::nullopt;
        Tail tail{*rows.front(), {}};
        tail.events = co_await insist([&] {
            return database.events.find(session, {EventDocument::by_seq,
                                                  EventDocument::seq_key(business, tail.row.projected_seq),
                                                  EventDocument::seq_key(business, last_seq)});
        });
        if (!is_without_gap(tail.row, tail.events)) continue;
        for (auto const& event : tail.events) apply(tail.row, *event);
        if (tail.row.is_removed && !with_removed) co_return std::nullopt;
        co_return tail;
    }
}

base::Task<std::optional<FoldedOrder>> read_order(Database& database, Session& session, Tail const& tail,
                                                  domain::OrderId id)
{
    // After the tail: what is projected now goes at least up to where the tail begins.
    auto const key = OrderDocument::id_key(id);
    auto const found = co_await insist([&] { return database.orders.find(session, {0, key, just_after(key)}); });
    std::optional<OrderDocument> order;
    if (!found.empty()) order = *found.front();
    auto const projected = order ? order->as_of : 0;
    for (auto const& event : tail.events)
        if (event->event.order_id() == id) apply(order, *event);
    if (!order || order->business != tail.row.business.id) co_return std::nullopt;
    FoldedOrder folded{std::move(*order), projected};
    co_return folded;
}

base::Task<std::map<std::uint64_t, FoldedOrder>> read_orders(Database& database, Session& session, Tail const& tail)
{
    auto const business = tail.row.business.id;
    auto const found = co_await insist([&] {
        return database.orders.find(session, {OrderDocument::by_created, OrderDocument::created_key(business, 0),
                                              OrderDocument::created_key(business, last_seq)});
    });
    std::map<domain::OrderId, std::pair<std::optional<OrderDocument>, std::uint64_t>> by_id;
    for (auto const& each : found) by_id[each->order.id] = {*each, each->as_of};
    for (auto const& event : tail.events)
        if (auto const id = event->event.order_id()) apply(by_id[*id].first, *event);
    std::map<std::uint64_t, FoldedOrder> orders;
    for (auto& [id, order] : by_id) orders.emplace(order.first->created_seq, FoldedOrder{*order.first, order.second});
    co_return orders;
}

base::Task<std::optional<domain::BusinessId>> find_business_of(Database& database, Session& session, domain::OrderId id,
                                                               ReadConcern concern)
{
    auto const events = co_await insist([&] {
        return database.events.find(
            session, {EventDocument::by_order, EventDocument::order_key(id, 1), EventDocument::order_key(id, ~0U), 1},
            concern);
    });
    if (!events.empty()) co_return events.front()->business;
    // Its events may be trimmed, but then it is projected.
    auto const key = OrderDocument::id_key(id);
    auto const orders =
        co_await insist([&] { return database.orders.find(session, {0, key, just_after(key)}, concern); });
    if (!orders.empty()) co_return orders.front()->business;
    co_return std::nullopt;
}

}
