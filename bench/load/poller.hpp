// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "load/clock.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace load {

struct Endpoint {
    std::string host = "127.0.0.1";  ///< An IPv4 address.
    std::uint16_t port = 0;

    std::string authority() const { return host + ":" + std::to_string(port); }
};

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

/// A non-blocking connection to `endpoint`, already connected, with Nagle's algorithm off.
/// Throws std::system_error.
int connect_to(Endpoint const& endpoint);

}
