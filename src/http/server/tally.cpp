// SPDX-License-Identifier: Apache-2.0
#include "http/server/tally.hpp"

namespace http {

Tally::Tally(telemetry::Registry& registry)
{
    auto const gauge = [&registry](char const* transport) {
        return &registry.gauge("http_connections_open", "Open connections by transport.", {{"transport", transport}});
    };
    http_.gauge = gauge("http");
    websockets_.gauge = gauge("websocket");
    streams_.gauge = gauge("stream");
}

void Tally::detach()
{
    http_.gauge = nullptr;
    websockets_.gauge = nullptr;
    streams_.gauge = nullptr;
}

Tally::Count& Tally::count(Kind kind)
{
    switch (kind) {
    case Kind::http: return http_;
    case Kind::websocket: return websockets_;
    case Kind::stream: return streams_;
    case Kind::refused: break;
    }
    return refused_;
}

void Tally::add(Kind kind)
{
    auto& changed = count(kind);
    if (auto* gauge = changed.gauge.load()) gauge->add(1);
    ++changed.n;
}

void Tally::remove(Kind kind)
{
    auto& changed = count(kind);
    if (auto* gauge = changed.gauge.load()) gauge->add(-1);
    // Whoever waits for the end may take everything down once the count is 0.
    if (--changed.n > 0) return;
    std::lock_guard const lock(mutex_);
    changed_.notify_all();
}

bool Tally::wait_for_end(SteadyTime deadline)
{
    std::unique_lock lock(mutex_);
    return changed_.wait_until(lock, deadline, [this] { return open() + refused() == 0; });
}

}
