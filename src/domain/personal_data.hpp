// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/order.hpp"

#include <optional>
#include <string>

/// What an order says about people, and how it is taken out of it (docs/personal-data.md).
namespace domain {

/// A customer by what is known of them: an order is theirs when any of it is in it.
struct Customer {
    std::optional<std::string> phone;        ///< Compared by its digits alone.
    std::optional<std::string> email;        ///< In any case.
    std::optional<std::string> customer_id;  ///< The channel's name for them.
};

bool is_order_of(Customer const& customer, OrderContent const& content);

/// The order without what says who ordered, where it went and who brought it, and without free text. What was sold,
/// for how much, when, and who of the staff did what stays. The same again changes nothing.
Order anonymised(Order order);

}
