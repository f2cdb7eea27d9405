// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "domain/ids.hpp"
#include "ports/acceptance_store.hpp"

#include <cstddef>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

namespace adapters::sqlite {

/// Which pending order's acceptance clock is due when (orders.due_at), in memory: an index on disk would cost every
/// order another dirty page. Changed by the writer's thread after its commits, read by any.
class DueOrders {
public:
    /// The order was due at `before` and is due at `after` from now on; nothing: not at all.
    void reschedule(domain::OrderId order, std::optional<base::Instant> before, std::optional<base::Instant> after);

    ports::AcceptanceStore::Due until(base::Instant now, std::size_t limit) const;

private:
    mutable std::mutex mutex_;
    std::set<std::pair<base::Instant, domain::OrderId>> orders_;
};

}
