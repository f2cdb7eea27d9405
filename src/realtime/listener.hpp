// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/one_shot.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/ids.hpp"
#include "ports/revocation.hpp"
#include "realtime/devices.hpp"
#include "realtime/topic.hpp"

#include <boost/intrusive/list_hook.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace realtime {

class CoreTopics;
struct Room;

using AutoUnlinkHook = boost::intrusive::list_base_hook<boost::intrusive::tag<struct WaitTag>,
                                                        boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
using DeadlineHook = boost::intrusive::list_base_hook<boost::intrusive::tag<struct DeadlineTag>,
                                                      boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

/// What holds a listener and may be writing while it should look at something else.
class Interruptible {
public:
    virtual ~Interruptible() = default;

    /// A check is due for a second now: what is being written is given up.
    virtual void interrupt() = 0;
};

/// One reader's place at its core: joins a topic, sleeps until there is something to do. Costs no timer and no
/// allocation per wait. Touched by its core's thread only. Lives in the reader's coroutine; the core's hub ends
/// every wait before it stops.
class Listener : public AutoUnlinkHook, public DeadlineHook {
public:
    Listener(std::shared_ptr<CoreTopics> core, Transport transport, Interruptible* holder = nullptr);
    ~Listener();

    Listener(Listener const&) = delete;
    Listener& operator=(Listener const&) = delete;

    /// Counts in and subscribes; the first one at a topic reads where the log stands. What Devices::enter and
    /// EventLog::position say.
    base::Task<base::Result<void>> join(domain::BusinessId business, domain::Principal const& caller);

    /// Goes on as this caller.
    base::Result<void> change_caller(domain::Principal const& caller);

    /// As whom it joined; null before.
    Device* device() const { return device_.get(); }

    /// Rises with every revocation that reached this core. One that comes between looking at a credential and `join`
    /// is not told otherwise.
    std::uint64_t revocations() const;

    /// Whether a revocation concerns the caller, so that it is to be checked again; asked once.
    bool take_check() { return std::exchange(must_check_, false); }

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
    friend class CoreTopics;

    enum class Until : std::uint8_t { woken, events, others };

    base::Task<bool> wait_until(Until until);
    void park(base::Suspended<bool> handle, Until until);

    bool is_concerned(ports::Revocation const& revocation) const;
    void demand_check();

    std::shared_ptr<CoreTopics> core_;
    std::shared_ptr<Device> device_;
    Interruptible* holder_;
    Room* room_ = nullptr;
    std::optional<base::Suspended<bool>> parked_;
    Time deadline_ = Time::max();
    Transport transport_;
    bool must_check_ = false;
    bool was_woken_ = false;
};

}
