// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadtest/clock.hpp"
#include "loadtest/endpoint.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace loadtest {

/// Something with a descriptor that the poller tells of readiness.
class Watcher {
public:
    virtual ~Watcher() = default;
    virtual void on_ready(std::uint32_t events) = 0;
};

/// epoll, level-triggered, waiting to the nanosecond. One thread.
class Poller {
public:
    Poller();
    ~Poller();
    Poller(Poller const&) = delete;
    Poller& operator=(Poller const&) = delete;

    /// `watcher` outlives the descriptor. Watches for input, and for output too when `wants_output`.
    void add(int descriptor, Watcher& watcher);
    void change(int descriptor, Watcher& watcher, bool wants_output);

    /// Calls every watcher that is ready; returns after that, or at `until` when none is.
    void wait(Nanos until);

    /// Room to receive into, shared by all watchers: what is in it lasts until the watcher returns.
    std::span<char> scratch() { return scratch_; }

private:
    int epoll_;
    std::vector<char> scratch_;
};

/// Whether connecting waits for the other side, or goes on while others are served: the first bytes follow, and a
/// refusal shows itself as the end of the connection.
enum class Connecting { at_once, in_background };

/// A non-blocking descriptor with Nagle's algorithm off. Throws Unreachable, std::system_error.
int connect_to(Endpoint const& endpoint, Connecting connecting);

}
