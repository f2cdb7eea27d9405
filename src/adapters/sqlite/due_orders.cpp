// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/due_orders.hpp"

namespace adapters::sqlite {

void DueOrders::reschedule(domain::OrderId order, std::optional<base::Instant> before,
                           std::optional<base::Instant> after)
{
    std::scoped_lock const lock(mutex_);
    if (before) orders_.erase({*before, order});
    // Clocks that are set later are mostly due later.
    if (after) orders_.insert(orders_.end(), {*after, order});
}

ports::AcceptanceStore::Due DueOrders::until(base::Instant now, std::size_t limit) const
{
    std::scoped_lock const lock(mutex_);
    ports::AcceptanceStore::Due due;
    auto each = orders_.begin();
    for (; each != orders_.end() && each->first <= now && due.orders.size() < limit; ++each)
        due.orders.push_back(each->second);
    if (each != orders_.end()) due.next = each->first;
    return due;
}

}
