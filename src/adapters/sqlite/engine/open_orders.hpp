// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ids.hpp"

#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace adapters::sqlite {

/// An order by the seq of its `order.created`, which rises with its creation.
struct OpenOrder {
    std::uint64_t created_seq = 0;
    domain::OrderId id;
};

/// The open orders of each business (by its number in the file), in memory: an index on disk would cost every
/// order another dirty page. Written by the writer's thread, read by any.
///
/// An order is added before its commit and removed after the commit that closes it, so a reader sees every open
/// order and perhaps some that are not open (any more): it checks the row of each.
class OpenOrders {
public:
    void add(std::int64_t business, OpenOrder order);
    void remove(std::int64_t business, std::uint64_t created_seq);

    /// At most `limit` with created_seq > `after`, rising.
    std::vector<OpenOrder> after(std::int64_t business, std::uint64_t after, std::size_t limit) const;

    /// At most `limit` with created_seq < `before`, falling.
    std::vector<OpenOrder> before(std::int64_t business, std::uint64_t before, std::size_t limit) const;

private:
    mutable std::mutex mutex_;
    std::unordered_map<std::int64_t, std::vector<OpenOrder>> orders_;  ///< Sorted by created_seq.
};

}
