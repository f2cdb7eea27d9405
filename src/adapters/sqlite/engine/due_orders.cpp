// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/due_orders.hpp"

namespace adapters::sqlite {

namespace {

std::int64_t second_of(base::Instant instant)
{
    return std::chrono::floor<std::chrono::seconds>(instant.time_since_epoch()).count();
}

}

void DueOrders::reschedule(domain::OrderId order, std::optional<base::Instant> before,
                           std::optional<base::Instant> after, base::Instant started)
{
    std::scoped_lock const lock(mutex_);
    if (before) {
        if (auto const known = orders_.find({*before, order}); known != orders_.end()) {
            started = known->second;
            auto const began = by_second_.find(second_of(started));
            if (--began->second == 0) by_second_.erase(began);
            orders_.erase(known);
        }
    }
    if (!after) return;
    // Clocks that are set later are mostly due later.
    orders_.emplace_hint(orders_.end(), std::pair(*after, order), started);
    ++by_second_[second_of(started)];
}

std::size_t DueOrders::size() const
{
    std::scoped_lock const lock(mutex_);
    return orders_.size();
}

std::size_t DueOrders::running_since(base::Instant instant) const
{
    std::scoped_lock const lock(mutex_);
    std::size_t result = 0;
    auto const end = by_second_.lower_bound(second_of(instant));
    for (auto each = by_second_.begin(); each != end; ++each) result += each->second;
    return result;
}

std::optional<base::Instant> DueOrders::earliest() const
{
    std::scoped_lock const lock(mutex_);
    if (by_second_.empty()) return std::nullopt;
    return base::Instant(std::chrono::seconds(by_second_.begin()->first));
}

ports::OrderClocks::Due DueOrders::until(base::Instant now, std::size_t limit) const
{
    std::scoped_lock const lock(mutex_);
    ports::OrderClocks::Due due;
    auto each = orders_.begin();
    for (; each != orders_.end() && each->first.first <= now && due.orders.size() < limit; ++each)
        due.orders.push_back(each->first.second);
    if (each != orders_.end()) due.next = each->first.first;
    return due;
}

}
