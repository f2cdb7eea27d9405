// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/rate_table.hpp"

#include "base/random.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace adapters::local {

namespace {

/// The finalizer of splitmix64: every bit of the input moves every bit of the output.
std::uint64_t mixed(std::uint64_t value)
{
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

}

RateTable::RateTable(std::size_t entries, telemetry::Counter& forgotten)
    : shard_count_(std::clamp<std::size_t>(entries / entries_of_a_shard, 1, most_shards)),
      sets_per_shard_(std::max<std::size_t>(1, entries / (ways * shard_count_))),
      secret_{},
      // Zeros, which is free places; the pages come as they are touched.
      sets_(static_cast<Set*>(std::calloc(shard_count_ * sets_per_shard_, sizeof(Set)))),
      forgotten_(forgotten)
{
    if (!sets_) throw std::bad_alloc();
    base::fill_random({reinterpret_cast<std::uint8_t*>(secret_.data()), sizeof secret_});
}

domain::Allowance RateTable::take(ports::RateKey const& key, domain::Quota const& quota, base::Instant now)
{
    auto const places = places_of(key);
    std::scoped_lock const lock(shards_[places.shard].mutex);
    auto* entry = find(places);
    auto const taken = domain::taken_one(quota, entry ? base::from_micros(entry->full_at) : now, now);
    if (!entry) entry = &make_room(places, base::to_micros(now));
    *entry = {places.high, places.low, base::to_micros(taken.full_at)};
    return taken.allowance;
}

void RateTable::give_back(ports::RateKey const& key, domain::Quota const& quota, base::Instant now)
{
    auto const places = places_of(key);
    std::scoped_lock const lock(shards_[places.shard].mutex);
    auto* entry = find(places);
    if (!entry || entry->full_at <= base::to_micros(now)) return;
    entry->full_at = base::to_micros(domain::given_back(quota, base::from_micros(entry->full_at)));
}

RateTable::Places RateTable::places_of(ports::RateKey const& key) const
{
    Places places{};
    std::memcpy(&places.high, key.bytes.data(), sizeof places.high);
    std::memcpy(&places.low, key.bytes.data() + sizeof places.high, sizeof places.low);
    auto const first = mixed(mixed(places.high ^ secret_[0]) + (places.low ^ secret_[1]));
    auto const second = mixed(first ^ secret_[1]);
    places.shard = first % shard_count_;
    auto const begin = places.shard * sets_per_shard_;
    places.sets = {begin + first / shard_count_ % sets_per_shard_, begin + second % sets_per_shard_};
    return places;
}

RateTable::Entry* RateTable::find(Places const& places)
{
    for (auto const set : places.sets)
        for (auto& entry : sets_[set])
            if (entry.low == places.low && entry.high == places.high) return &entry;
    return nullptr;
}

RateTable::Entry& RateTable::make_room(Places const& places, std::int64_t now)
{
    auto const is_free = [now](Entry const& entry) { return entry.full_at <= now; };
    auto const free_in = [&](std::size_t set) { return std::ranges::count_if(sets_[set], is_free); };
    auto const emptier = free_in(places.sets[0]) >= free_in(places.sets[1]) ? places.sets[0] : places.sets[1];
    auto const place = std::ranges::find_if(sets_[emptier], is_free);
    if (place != sets_[emptier].end()) return *place;

    forgotten_.add();
    auto const nearest = [this](std::size_t set) { return std::ranges::min_element(sets_[set], {}, &Entry::full_at); };
    auto* const one = nearest(places.sets[0]);
    auto* const other = nearest(places.sets[1]);
    return one->full_at <= other->full_at ? *one : *other;
}

}
