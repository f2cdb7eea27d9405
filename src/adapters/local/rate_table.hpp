// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/quota.hpp"
#include "ports/rate_counter.hpp"
#include "telemetry/metrics.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>

namespace adapters::local {

/// Buckets in a table of fixed size: `entries` of 24 bytes, of which the system gives what is touched. Any thread.
///
/// Each bucket has two sets of eight places, chosen by a hash under a secret of the process, and goes to the emptier
/// one, so that up to two thirds of `entries` all find a place. A place whose bucket is full again is free.
/// Where none of the sixteen is free, the bucket nearest to full gives way: whoever used least is forgiven what
/// they used. An exhausted bucket is forgotten only when fifteen others in its places owe more time than it does,
/// which takes a flood that all but exhausts most of the table's buckets.
class RateTable {
public:
    static constexpr std::size_t entry_bytes = 24;

    RateTable(std::size_t entries, telemetry::Counter& forgotten);

    domain::Allowance take(ports::RateKey const& key, domain::Quota const& quota, base::Instant now);
    void give_back(ports::RateKey const& key, domain::Quota const& quota, base::Instant now);

private:
    struct Entry {
        std::uint64_t high, low;
        std::int64_t full_at;  ///< Microseconds; in the past: free.
    };
    static_assert(sizeof(Entry) == entry_bytes);

    static constexpr std::size_t ways = 8;
    using Set = std::array<Entry, ways>;

    struct alignas(64) Shard {
        std::mutex mutex;
    };
    static constexpr std::size_t most_shards = 64;
    /// Fewer, and chance makes some shards much fuller than others.
    static constexpr std::size_t entries_of_a_shard = 8192;

    /// The two sets of a bucket, both under the lock of one shard.
    struct Places {
        std::uint64_t high, low;
        std::size_t shard;
        std::array<std::size_t, 2> sets;
    };
    Places places_of(ports::RateKey const& key) const;
    Entry* find(Places const& places);
    Entry& make_room(Places const& places, std::int64_t now);

    struct Free {
        void operator()(void* memory) const { std::free(memory); }
    };

    std::size_t shard_count_;
    std::size_t sets_per_shard_;
    std::array<std::uint64_t, 2> secret_;
    std::unique_ptr<Set[], Free> sets_;
    std::array<Shard, most_shards> shards_;
    telemetry::Counter& forgotten_;
};

}
