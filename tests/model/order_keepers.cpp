// SPDX-License-Identifier: Apache-2.0
#include "model/order_keepers.hpp"

#include "model/event_log.hpp"
#include "model/insist.hpp"

#include <algorithm>
#include <utility>

namespace model {

base::Task<base::Result<OrderClocks::Due>> OrderClocks::due(base::Instant now, std::size_t limit)
{
    return answered(find_due(now, limit));
}

base::Task<base::Result<OrderClocks::Due>> OrderClocks::find_due(base::Instant now, std::size_t limit)
{
    auto session = sessions_.causal();
    auto const orders =
        co_await insist([&] { return database_.orders.find(session, {0, {}, std::string(17, '\xff')}); });
    std::vector<std::pair<base::Instant, domain::OrderId>> running;
    for (auto const& each : orders)
        if (each->clock.due_at && !is_let_go(each->order.id)) running.emplace_back(*each->clock.due_at, each->order.id);
    std::ranges::sort(running);
    Due due;
    for (auto const& [at, id] : running) {
        if (at > now || due.orders.size() == limit) {
            due.next = at;
            break;
        }
        due.orders.push_back(id);
    }
    co_return due;
}

base::Task<base::Result<void>> OrderClocks::let_go(domain::OrderId id)
{
    std::scoped_lock const lock(mutex_);
    let_go_.insert(id);
    co_return base::Result<void>();
}

bool OrderClocks::is_let_go(domain::OrderId id) const
{
    std::scoped_lock const lock(mutex_);
    return let_go_.contains(id);
}

OrderClocks::Overview OrderClocks::overview(base::Instant now, std::vector<std::chrono::seconds> thresholds) const
{
    Overview overview{.pending = 0, .running_longer = std::vector<std::size_t>(thresholds.size()), .earliest = {}};
    for (auto const& each : database_.orders.peek()) {
        if (!each->clock.due_at || is_let_go(each->order.id)) continue;
        auto const started = each->order.accept_from.value_or(each->order.created_at);
        ++overview.pending;
        for (std::size_t i = 0; i < thresholds.size(); ++i)
            if (started < now - thresholds[i]) ++overview.running_longer[i];
        auto const second = std::chrono::floor<std::chrono::seconds>(started);
        if (!overview.earliest || second < *overview.earliest) overview.earliest = second;
    }
    return overview;
}

base::Task<base::Result<bool>> Sightings::note(domain::OrderId id, domain::Actor by)
{
    return answered(insert(id, std::move(by)));
}

base::Task<base::Result<bool>> Sightings::insert(domain::OrderId id, domain::Actor by)
{
    auto session = sessions_.causal();
    auto const key = OrderDocument::id_key(id);
    auto const orders = co_await insist([&] { return database_.orders.find(session, {0, key, just_after(key)}); });
    if (orders.empty()) co_return std::unexpected(order_not_found());
    SightingDocument const sighting{id, base::make_uuid(clock_.now()), {clock_.now(), std::move(by)}};
    (void)co_await insist([&] { return database_.sightings.insert(session, {sighting}); });
    // A duplicate may be one's own.
    auto const noted = co_await insist([&] { return database_.sightings.find(session, {0, key, just_after(key)}); });
    co_return noted.front()->note == sighting.note;
}

}
