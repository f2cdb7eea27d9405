// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/event.hpp"
#include "domain/ids.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ports {

/// Where a business's log stands. Cursor n is valid if oldest − 1 ≤ n ≤ head.
struct LogPosition {
    std::string epoch;         ///< Random; another one means another history.
    std::uint64_t head = 0;    ///< 0 when empty.
    std::uint64_t oldest = 1;  ///< The first seq that is retained; 1 when empty.

    bool operator==(LogPosition const&) const = default;
};

/// An event as readers get it: `text` is its one JSON form (forms::encode_event), shared, never changed.
struct LogEntry {
    std::uint64_t seq = 0;
    domain::EventType type = domain::EventType::order_created;
    std::shared_ptr<std::string const> text;
    std::optional<domain::ApiKeyId> channel = {};  ///< The key that posted the order that it is about.
};

struct LogPage {
    LogPosition position;           ///< Not older than the entries.
    std::vector<LogEntry> entries;  ///< Contiguous, rising. First is after + 1, or the log was trimmed above it.
};

}
