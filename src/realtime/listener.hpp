// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/one_shot.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/ids.hpp"
#include "ports/revocation.hpp"
#include "realtime/topic.hpp"
#include "realtime/waiter.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace realtime {

class CoreTopics;
struct Room;

/// One reader's place at its core: joins a topic, sleeps until there is something to do. Costs no timer and no
/// allocation per wait. Touched by its core's thread only. Lives in the reader's coroutine; the core's hub ends
/// every wait before it stops.
class Listener {
public:
    Listener(std::shared_ptr<CoreTopics> core, domain::Transport transport, Interruptible* holder = nullptr);
    ~Listener();

    Listener(Listener const&) = delete;
    Listener& operator=(Listener const&) = delete;

    /// Counts in and subscribes; the first one at a topic reads where the log stands. What Devices::enter and
    /// EventLog::position say.
    base::Task<base::Result<void>> join(domain::BusinessId business, domain::Principal const& caller);

    /// Goes on as this caller.
    base::Result<void> change_caller(domain::Principal const& caller);

    /// As whom it joined; null before.
    Device* device() const { return waiter_.device.get(); }

    /// Rises with every revocation that reached this core. One that comes between looking at a credential and `join`
    /// is not told otherwise.
    std::uint64_t revocations() const;

    /// Whether a revocation concerns the caller, so that it is to be checked again; asked once.
    bool take_check() { return std::exchange(waiter_.must_check, false); }

    /// Null before `join`.
    Topic* topic() const;

    /// Reads what follows `after` from the store into the topic, unless another listener is doing just that: then
    /// waits until it has. Whether it helped shows in the topic.
    base::Task<void> read_store(std::uint64_t after);

    /// Reads where the log stands.
    base::Task<base::Result<ports::LogPosition>> read_position();

    /// `wait` ends then, at the latest about a second later.
    void set_deadline(Time deadline);

    /// Sleeps until `wake`, the deadline, a drain or, `for_events`, a risen head; may end for no reason.
    /// False: the server stops, go at once.
    base::Task<bool> wait(bool for_events);

    void wake();

    bool is_draining() const;

    /// Events of one message were written whole; `committed_at` is zero when they are not live.
    void delivered(std::uint32_t events, Time committed_at);

private:
    enum class Until : std::uint8_t { woken, events, others };

    base::Task<bool> wait_until(Until until);
    void park(base::Suspended<bool> handle, Until until);

    std::shared_ptr<CoreTopics> core_;
    Waiter waiter_;
    Room* room_ = nullptr;
    domain::Transport transport_;
};

}
