// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/order.hpp"
#include "domain/time_zone.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

/// What a business sold in a time. Test orders count nowhere. A sale is an order that was neither cancelled nor
/// refunded; what it sold counts in the business's own currency, orders in another one stand apart.
namespace domain {

/// Orders and the sum of their total amounts, which stops at `max_amount`.
struct Sales {
    std::int64_t orders = 0;
    Amount amount;

    void add(Amount sold);
    bool operator==(Sales const&) const = default;
};

/// Rounded half up; nothing when there are no sales.
std::optional<Amount> average(Sales const& sales);

struct CurrencySales {
    Currency currency;
    Sales sales;

    bool operator==(CurrencySales const&) const = default;
};

/// What was sold under one name.
struct ItemSales {
    std::string item_name;
    std::int64_t quantity = 0;
    Amount amount;  ///< In the business's currency.

    bool operator==(ItemSales const&) const = default;
};

/// How long something took, over `orders` of which it is known. Percentiles by nearest rank.
struct TimeTaken {
    std::int64_t orders = 0;
    std::chrono::milliseconds average{}, median{}, p90{};  ///< Of meaning when there are orders.

    bool operator==(TimeTaken const&) const = default;
};

struct DaySales {
    std::chrono::local_days date;
    std::int64_t orders = 0, cancelled = 0;
    Sales sales;

    bool operator==(DaySales const&) const = default;
};

inline constexpr std::size_t order_status_count = 8;

struct Statistics {
    std::int64_t total = 0;
    std::array<std::int64_t, order_status_count> by_status{};  ///< By the number of the status.
    std::int64_t active = 0;                                   ///< Open now.
    Sales sales;
    std::vector<CurrencySales> other_currencies;  ///< By code.
    std::vector<ItemSales> top_items;             ///< Most sold first, then by name.
    TimeTaken to_accept;                          ///< From the order until somebody confirmed it.
    TimeTaken to_seen;                            ///< From the order until a device first showed it.
    std::vector<DaySales> days;                   ///< Every day of the time, whether or not something was ordered.

    bool operator==(Statistics const&) const = default;
};

/// Adds orders up, in any order. Keeps one number per order and one entry per day and item name.
class StatisticsBuilder {
public:
    static constexpr std::size_t top_items = 10;
    /// Names beyond so many are not counted: what is bought is few things, often.
    static constexpr std::size_t max_item_names = 50'000;

    /// For the orders created in [from, to), from < to. `zone` outlives the builder.
    StatisticsBuilder(base::Instant from, base::Instant to, TimeZone const& zone, Currency currency);

    /// Ignores test orders and those of other times. `first_seen_at`: nothing for an order that no device showed.
    void add(Order const& order, std::optional<base::Instant> first_seen_at = {});

    Statistics finish() &&;

private:
    DaySales& day_of(base::Instant instant);
    void add_items(Order const& order);
    void add_foreign(Order const& order);

    base::Instant from_, to_;
    TimeZone const& zone_;
    Currency currency_;
    Statistics result_;
    std::unordered_map<std::string, ItemSales> items_;
    std::vector<std::chrono::milliseconds> to_accept_, to_seen_;
};

}
