// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/writer.hpp"
#include "domain/personal_data.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// Anonymising one order, as reads on any thread and writes on the writer's.
namespace adapters::sqlite {

/// The events that hold an order, in the order of its log; the last one is its latest state.
struct OrderEvents {
    domain::BusinessId business_id;
    std::int64_t business = 0;            ///< Its number in the file.
    std::vector<std::int64_t> positions;  ///< events.position
    std::uint64_t next = 0;               ///< The seq from which to look on; above `last` at the end.
    std::uint64_t last = 0;
};

/// Nothing has been looked at yet. `not_found` when there is no such order.
base::Result<OrderEvents> first_look(Database& database, domain::OrderId order);

/// Looks at some more of the log.
void look_on(Database& database, domain::OrderId order, OrderEvents& events);

/// Returns how many of these events were changed.
std::size_t anonymise_events(WriteAccess& access, std::span<std::int64_t const> positions);

/// The same for the last of them, of which the very last is the order's latest state; nothing was done when it is not
/// any more.
std::optional<std::size_t> finish_anonymising(WriteAccess& access, domain::OrderId order,
                                              std::span<std::int64_t const> positions);

}
