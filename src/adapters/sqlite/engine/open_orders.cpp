// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/open_orders.hpp"

#include <algorithm>

namespace adapters::sqlite {

void OpenOrders::add(std::int64_t business, OpenOrder order)
{
    std::scoped_lock const lock(mutex_);
    auto& list = orders_[business];
    if (list.empty() || list.back().created_seq < order.created_seq) {
        list.push_back(order);
        return;
    }
    auto const at = std::ranges::lower_bound(list, order.created_seq, {}, &OpenOrder::created_seq);
    if (at->created_seq == order.created_seq)
        *at = order;
    else
        list.insert(at, order);
}

void OpenOrders::remove(std::int64_t business, std::uint64_t created_seq)
{
    std::scoped_lock const lock(mutex_);
    auto& list = orders_[business];
    auto const at = std::ranges::lower_bound(list, created_seq, {}, &OpenOrder::created_seq);
    if (at != list.end() && at->created_seq == created_seq) list.erase(at);
}

std::vector<OpenOrder> OpenOrders::after(std::int64_t business, std::uint64_t after, std::size_t limit) const
{
    std::scoped_lock const lock(mutex_);
    auto const found = orders_.find(business);
    if (found == orders_.end()) return {};
    auto const& list = found->second;
    auto const first = std::ranges::upper_bound(list, after, {}, &OpenOrder::created_seq);
    auto const count = std::min(limit, static_cast<std::size_t>(list.end() - first));
    return {first, first + static_cast<std::ptrdiff_t>(count)};
}

std::vector<OpenOrder> OpenOrders::before(std::int64_t business, std::uint64_t before, std::size_t limit) const
{
    std::scoped_lock const lock(mutex_);
    auto const found = orders_.find(business);
    if (found == orders_.end()) return {};
    auto const& list = found->second;
    auto const last = std::ranges::lower_bound(list, before, {}, &OpenOrder::created_seq);
    auto const count = std::min(limit, static_cast<std::size_t>(last - list.begin()));
    std::vector<OpenOrder> result(last - static_cast<std::ptrdiff_t>(count), last);
    std::ranges::reverse(result);
    return result;
}

}
