// SPDX-License-Identifier: Apache-2.0
#include "realtime/watchlist.hpp"

#include <algorithm>

namespace realtime {

Watchlist::Shard& Watchlist::shard_of(domain::BusinessId business)
{
    return shards_[std::hash<domain::BusinessId>()(business) % shards_.size()];
}

void Watchlist::subscribe(domain::BusinessId business, Inbox& inbox)
{
    auto& shard = shard_of(business);
    std::lock_guard const lock(shard.mutex);
    shard.watches[business].inboxes.push_back(&inbox);
}

void Watchlist::unsubscribe(domain::BusinessId business, Inbox& inbox)
{
    auto& shard = shard_of(business);
    std::lock_guard const lock(shard.mutex);
    auto const found = shard.watches.find(business);
    if (found == shard.watches.end()) return;
    auto& watch = found->second;
    std::erase(watch.inboxes, &inbox);
    // Without an inbox nobody mends it; whoever subscribes next opens a new one.
    if (watch.inboxes.empty()) shard.watches.erase(found);
}

std::uint64_t Watchlist::open(domain::BusinessId business, std::uint64_t head)
{
    auto& shard = shard_of(business);
    std::lock_guard const lock(shard.mutex);
    auto& watch = shard.watches[business];
    watch.gate.open(head);
    return watch.gate.head();
}

void Watchlist::offer(domain::BusinessId business, ports::LogEntry const& entry, Time now, bool is_live)
{
    if (is_closed_) return;
    auto& shard = shard_of(business);
    std::lock_guard const lock(shard.mutex);
    auto const found = shard.watches.find(business);
    if (found == shard.watches.end() || found->second.inboxes.empty()) return;

    auto& watch = found->second;
    watch.gate.offer(make_frame(entry, is_live ? now : Time()), now, shard.passed);
    // Under the lock, so that two threads cannot swap events on their way to a core.
    for (auto const& frame : shard.passed) {
        for (auto* inbox : watch.inboxes) inbox->put(business, frame);
    }
    shard.passed.clear();

    if (watch.gate.has_gap() && !watch.is_mending) {
        watch.is_mending = true;
        watch.inboxes.front()->mend(business);
    }
}

void Watchlist::offer(domain::BusinessId business, ports::ReadMarks const& marks)
{
    if (is_closed_) return;
    auto& shard = shard_of(business);
    std::lock_guard const lock(shard.mutex);
    auto const found = shard.watches.find(business);
    if (found == shard.watches.end()) return;
    for (auto* inbox : found->second.inboxes) inbox->put(business, marks);
}

Watchlist::Missing Watchlist::missing(domain::BusinessId business, Time now)
{
    auto& shard = shard_of(business);
    std::lock_guard const lock(shard.mutex);
    auto const found = shard.watches.find(business);
    if (found == shard.watches.end()) return {};
    auto& watch = found->second;
    watch.is_mending = watch.gate.has_gap();
    return {!watch.is_mending, watch.gate.missing_after(now)};
}

}
