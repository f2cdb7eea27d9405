// SPDX-License-Identifier: Apache-2.0
#include "api/streams/stream_parts.hpp"

#include "base/random.hpp"

namespace api {

using std::chrono::milliseconds;

std::optional<milliseconds> expires_in(domain::Principal const& caller, base::Instant now)
{
    auto const* user = caller.user();
    if (!user) return std::nullopt;
    return std::chrono::duration_cast<milliseconds>(user->expires_at - now);
}

milliseconds random_first_ping(realtime::Limits const& limits)
{
    return milliseconds(base::random_below(static_cast<std::uint64_t>(milliseconds(limits.heartbeat).count())));
}

milliseconds random_max_age(realtime::Limits const& limits)
{
    auto const half = milliseconds(limits.max_age) / 2;
    auto const spread = milliseconds(base::random_below(static_cast<std::uint64_t>(half.count()) + 1));
    return milliseconds(limits.max_age) - half / 2 + spread;
}

}
