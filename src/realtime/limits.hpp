// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>

namespace realtime {

/// What the streams allow, and how often they give a sign of life.
struct Limits {
    std::size_t sockets_per_business = 200;  ///< WebSockets and server-sent events together.
    std::size_t devices_per_credential = 20;
    std::chrono::seconds heartbeat{25};      ///< Below the 30 to 60 s of proxies.
    std::chrono::seconds max_age{3600};      ///< Of a connection; a quarter more or less at random.
    std::chrono::seconds presence{75};       ///< How long a device that polls is there after its last poll.
};

}
