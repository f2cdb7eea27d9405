// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/one_shot.hpp"
#include "realtime/devices.hpp"
#include "realtime/time.hpp"

#include <boost/intrusive/list.hpp>

#include <memory>
#include <optional>

namespace realtime {

using AutoUnlinkHook = boost::intrusive::list_base_hook<boost::intrusive::tag<struct WaitTag>,
                                                        boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
using DeadlineHook = boost::intrusive::list_base_hook<boost::intrusive::tag<struct DeadlineTag>,
                                                      boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

template <typename T, typename Hook>
using IntrusiveList =
    boost::intrusive::list<T, boost::intrusive::base_hook<Hook>, boost::intrusive::constant_time_size<false>>;

/// What holds a listener and may be writing while it should look at something else.
class Interruptible {
public:
    virtual ~Interruptible() = default;

    /// A check is due for a second now: what is being written is given up.
    virtual void interrupt() = 0;
};

/// What a core knows of one that sleeps on it: CoreTopics wakes it, by one list for its deadline and at most one other
/// for what it waits for. Touched by its core's thread only.
struct Waiter : AutoUnlinkHook, DeadlineHook {
    std::optional<base::Suspended<bool>> parked;
    std::shared_ptr<Device> device;  ///< As whom it listens; null before it joined.
    Interruptible* holder = nullptr;
    Time deadline = Time::max();
    bool must_check = false;         ///< A revocation concerns it.
    bool was_woken = false;          ///< While it did not sleep.
};

}
