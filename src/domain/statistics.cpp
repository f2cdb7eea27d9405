// SPDX-License-Identifier: Apache-2.0
#include "domain/statistics.hpp"

#include <algorithm>
#include <numeric>

namespace domain {

namespace {

using std::chrono::local_days;
using std::chrono::milliseconds;

bool is_sale(OrderStatus status) { return status != OrderStatus::cancelled && status != OrderStatus::refunded; }

Amount capped_sum(Amount a, Amount b) { return std::min(sum(a, b).value_or(max_amount), max_amount); }

local_days date_of(TimeZone const& zone, base::Instant instant)
{
    return std::chrono::floor<std::chrono::days>(zone.to_local(instant));
}

/// Nothing for orders that were accepted by the server or never.
std::optional<milliseconds> time_to_accept(Order const& order)
{
    auto const& history = order.status_history;
    auto const accepted = std::ranges::find(history, OrderStatus::confirmed, &StatusChange::status);
    if (accepted == history.begin() || accepted == history.end()) return std::nullopt;
    return std::chrono::duration_cast<milliseconds>(accepted->at - order.created_at);
}

milliseconds percentile(std::vector<milliseconds>& times, std::size_t percent)
{
    auto const rank = (times.size() * percent + 99) / 100;
    auto const place = times.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::ranges::nth_element(times, place);
    return *place;
}

TimeTaken time_taken(std::vector<milliseconds> times)
{
    if (times.empty()) return {};
    auto const count = static_cast<std::int64_t>(times.size());
    auto const all = std::accumulate(times.begin(), times.end(), milliseconds(0));
    return {count, milliseconds((all.count() + count / 2) / count), percentile(times, 50), percentile(times, 90)};
}

}

void Sales::add(Amount sold)
{
    ++orders;
    amount = capped_sum(amount, sold);
}

std::optional<Amount> average(Sales const& sales)
{
    if (sales.orders == 0) return std::nullopt;
    return Amount{(sales.amount.units + sales.orders / 2) / sales.orders};
}

StatisticsBuilder::StatisticsBuilder(base::Instant from, base::Instant to, TimeZone const& zone, Currency currency)
    : from_(from), to_(to), zone_(zone), currency_(std::move(currency))
{
    auto const last = date_of(zone_, to_ - std::chrono::microseconds(1));
    for (auto date = date_of(zone_, from_); date <= last; date += std::chrono::days(1))
        result_.days.push_back({date, 0, 0, {}});
}

void StatisticsBuilder::add(Order const& order, std::optional<base::Instant> first_seen_at)
{
    if (order.content.test || order.created_at < from_ || order.created_at >= to_) return;
    ++result_.total;
    ++result_.by_status.at(static_cast<std::size_t>(order.status));
    if (is_open(order.status)) ++result_.active;
    if (auto const taken = time_to_accept(order)) to_accept_.push_back(*taken);
    if (first_seen_at) to_seen_.push_back(std::chrono::duration_cast<milliseconds>(*first_seen_at - order.created_at));

    auto& day = day_of(order.created_at);
    ++day.orders;
    if (order.status == OrderStatus::cancelled) ++day.cancelled;
    if (!is_sale(order.status)) return;
    add_items(order);
    if (order.currency != currency_) return add_foreign(order);
    result_.sales.add(order.content.total_amount);
    day.sales.add(order.content.total_amount);
}

/// Dates rise with time but for zones that put their clocks back over midnight: then a day may lie outside.
DaySales& StatisticsBuilder::day_of(base::Instant instant)
{
    auto const date = date_of(zone_, instant);
    auto const place = std::ranges::lower_bound(result_.days, date, {}, &DaySales::date);
    if (place != result_.days.end() && place->date == date) return *place;
    return *result_.days.insert(place, {date, 0, 0, {}});
}

void StatisticsBuilder::add_items(Order const& order)
{
    for (auto const& line : order.content.items) {
        auto known = items_.find(line.item_name);
        if (known == items_.end()) {
            if (items_.size() == max_item_names) continue;
            known = items_.emplace(line.item_name, ItemSales{line.item_name, 0, {}}).first;
        }
        known->second.quantity += line.quantity;
        if (order.currency == currency_) known->second.amount = capped_sum(known->second.amount, line.total_price);
    }
}

void StatisticsBuilder::add_foreign(Order const& order)
{
    auto& others = result_.other_currencies;
    auto const code = [](CurrencySales const& each) -> std::string const& { return each.currency.code; };
    auto place = std::ranges::lower_bound(others, order.currency.code, {}, code);
    if (place == others.end() || place->currency.code != order.currency.code)
        place = others.insert(place, {order.currency, {}});
    place->sales.add(order.content.total_amount);
}

Statistics StatisticsBuilder::finish() &&
{
    auto& top = result_.top_items;
    for (auto& [name, item] : items_) top.push_back(std::move(item));
    auto const count = std::min(top.size(), top_items);
    std::ranges::partial_sort(top, top.begin() + static_cast<std::ptrdiff_t>(count), [](auto const& a, auto const& b) {
        return a.quantity != b.quantity ? a.quantity > b.quantity : a.item_name < b.item_name;
    });
    top.erase(top.begin() + static_cast<std::ptrdiff_t>(count), top.end());
    result_.to_accept = time_taken(std::move(to_accept_));
    result_.to_seen = time_taken(std::move(to_seen_));
    return std::move(result_);
}

}
