// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/writer.hpp"

namespace adapters::sqlite {

/// Takes up to `limit` events that are older than `before` off the front of their logs, never a log's newest.
/// A row that is still some order's latest state stays for its text; an `order.created` stays without its text, as
/// the anchor by which lists find the order. Idempotency keys go with their event. Returns how many were taken.
std::size_t trim_log(WriteAccess& access, base::Instant before, std::size_t limit);

}
