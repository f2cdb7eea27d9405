// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ids.hpp"
#include "ports/log_entry.hpp"
#include "ports/read_marks.hpp"
#include "realtime/contiguity_gate.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace realtime {

/// Where a core takes events from. Any thread.
class Inbox {
public:
    virtual ~Inbox() = default;

    virtual void put(domain::BusinessId business, Frame const& frame) = 0;
    virtual void put(domain::BusinessId business, ports::ReadMarks const& marks) = 0;

    /// The gate of this business waits for something: run `Watchlist::missing` until it does not.
    virtual void mend(domain::BusinessId business) = 0;
};

/// Which businesses are watched by which cores of this process, each with its gate. Any thread; events of one
/// business reach each inbox in order.
class Watchlist {
public:
    /// From now on `inbox` gets the events of the business.
    void subscribe(domain::BusinessId business, Inbox& inbox);
    void unsubscribe(domain::BusinessId business, Inbox& inbox);

    /// Opens the gate if it is not open, from a head read after `subscribe`. Returns the gate's head: what is
    /// above it will come through the inbox, what is not is in the store.
    std::uint64_t open(domain::BusinessId business, std::uint64_t head);

    /// A committed event; `now` is when it became known.
    void offer(domain::BusinessId business, ports::LogEntry const& entry, Time now, bool is_live);

    /// A committed change of marks.
    void offer(domain::BusinessId business, ports::ReadMarks const& marks);

    /// What the store has to be read after, if a gap is older than the gate's patience; nothing and `is_whole`
    /// when there is no gap.
    struct Missing {
        bool is_whole = true;
        std::optional<std::uint64_t> after;
    };
    Missing missing(domain::BusinessId business, Time now);

    /// From now on events are not taken any more.
    void close() { is_closed_ = true; }

private:
    struct Watch {
        ContiguityGate gate;
        std::vector<Inbox*> inboxes;
        bool is_mending = false;
    };
    struct Shard {
        std::mutex mutex;
        std::unordered_map<domain::BusinessId, Watch> watches;
        std::vector<Frame> passed;  ///< Kept for its room.
    };

    Shard& shard_of(domain::BusinessId business);

    std::array<Shard, 16> shards_;
    std::atomic<bool> is_closed_ = false;
};

}
