// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace telemetry {

/// Whether the server wants traffic: the store answers and nobody asked it to stop. Any thread.
class Readiness {
public:
    void set_store(bool is_reachable) noexcept { store_.store(is_reachable, std::memory_order_relaxed); }
    void set_draining() noexcept { draining_.store(true, std::memory_order_relaxed); }

    bool store() const noexcept { return store_.load(std::memory_order_relaxed); }
    bool draining() const noexcept { return draining_.load(std::memory_order_relaxed); }
    bool is_ready() const noexcept { return store() && !draining(); }

private:
    std::atomic<bool> store_{false};
    std::atomic<bool> draining_{false};
};

}
