// SPDX-License-Identifier: Apache-2.0
#include "usecases/device_watch.hpp"

#include <algorithm>

namespace usecases {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t page = 100;
constexpr milliseconds between_pages{20};  ///< Lets requests pass.
constexpr milliseconds between_rounds{5'000};

}

DeviceWatch::DeviceWatch(ports::BusinessStore& businesses, ports::MembershipStore& members, Links& links,
                         ports::TimeZones const& time_zones, ports::Clock const& clock, ports::Presence const& presence,
                         std::chrono::seconds patience, telemetry::Log& log, telemetry::Registry& registry)
    : businesses_(businesses),
      members_(members),
      links_(links),
      time_zones_(time_zones),
      clock_(clock),
      presence_(presence),
      patience_(patience),
      log_(log),
      without_device_(registry.gauge("businesses_without_device",
                                     "Businesses that take orders although no device has listened for a while"))
{
}

base::Task<milliseconds> DeviceWatch::tick()
{
    ports::BusinessStore::Query query;
    query.status = domain::BusinessStatus::approved;
    query.cursor = cursor_;
    query.limit = page;
    auto const found = co_await businesses_.list(std::move(query));
    if (!found) co_return between_rounds;

    auto const now = clock_.now();
    for (auto const& business : found->businesses)
        if (begins_outage(business, now)) co_await tell(business);
    cursor_ = found->next;
    if (cursor_) co_return between_pages;
    finish_round();
    co_return std::min<milliseconds>(between_rounds, std::max<milliseconds>(patience_ / 4, milliseconds(100)));
}

bool DeviceWatch::begins_outage(domain::Business const& business, base::Instant now)
{
    auto const is_accepting = domain::intake_at(business, time_zones_.find(business.timezone), now).is_accepting;
    std::scoped_lock const lock(mutex_);
    if (!is_accepting || presence_.listening(business.id) > 0) {
        auto const known = quiet_.find(business.id);
        if (known == quiet_.end()) return false;
        if (known->second.is_told) log_.info("no_device_over", {{"business", business.id.text()}});
        quiet_.erase(known);
        return false;
    }
    auto& quiet = quiet_.try_emplace(business.id, Quiet{now}).first->second;
    quiet.round = round_;
    if (quiet.is_told || now - quiet.since < patience_) return false;
    quiet.is_told = true;
    return true;
}

base::Task<void> DeviceWatch::tell(domain::Business const& business)
{
    log_.warning("no_device", {{"business", business.id.text()}, {"for_s", patience_.count()}});
    if (!links_.sends_mail()) co_return;
    auto const members = co_await members_.list_of(business.id);
    if (!members) co_return;
    for (auto const& member : *members)
        if (member.role == domain::Role::owner) links_.send_no_device(member.email, business.name);
}

void DeviceWatch::finish_round()
{
    std::scoped_lock const lock(mutex_);
    // Deleted, suspended: nobody looked at them in this round.
    std::erase_if(quiet_, [this](auto const& each) { return each.second.round != round_; });
    ++round_;
    without_device_.set(std::ranges::count_if(quiet_, [](auto const& each) { return each.second.is_told; }));
}

bool DeviceWatch::has_no_device(domain::BusinessId business) const
{
    // One that has just come back need not wait for the next round.
    if (presence_.listening(business) > 0) return false;
    std::scoped_lock const lock(mutex_);
    auto const found = quiet_.find(business);
    return found != quiet_.end() && found->second.is_told;
}

}
