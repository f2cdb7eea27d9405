// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/streams/stream_parts.hpp"
#include "app/wiring/adapters.hpp"
#include "app/wiring/use_cases.hpp"
#include "realtime/hub.hpp"
#include "realtime/poll.hpp"

namespace app {

/// How devices follow a log: by poll, WebSocket and event stream. What it is made of outlives it; the hub is
/// made before the use cases, which ask it who listens, and so it is not a member.
struct Streams {
    /// From here on the hub hears whatever the store commits, marks, rewrites and revokes.
    Streams(realtime::Hub& hub, Adapters& adapters, UseCases& use_cases);

    realtime::Poll poll;
    api::StreamParts parts;
};

}
