// SPDX-License-Identifier: Apache-2.0
#include "app/wiring/streams.hpp"

namespace app {

Streams::Streams(realtime::Hub& hub, Adapters& adapters, UseCases& use_cases)
    : poll(use_cases.access, adapters.store->log(), adapters.store->notifications(), hub),
      parts{use_cases.access, use_cases.orders, hub, *adapters.clock, use_cases.rate_limits}
{
    auto& feed = adapters.store->feed();
    feed.add(static_cast<ports::CommitListener&>(hub));
    feed.add(static_cast<ports::RevocationListener&>(hub));
    feed.add(static_cast<ports::MarkListener&>(hub));
    feed.add(static_cast<ports::RewriteListener&>(hub));
}

}
