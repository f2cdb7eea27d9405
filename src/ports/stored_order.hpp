// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "domain/ids.hpp"
#include "domain/order.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace ports {

/// An order as it is stored: `text` is its one JSON form (forms::append_order).
struct StoredOrder {
    domain::OrderId id;
    domain::BusinessId business;
    domain::OrderStatus status = domain::OrderStatus::pending;
    std::uint32_t version = 1;
    std::string text;
};

/// Who first said that a device showed the order to somebody.
struct Seen {
    base::Instant at;
    domain::Actor by;

    bool operator==(Seen const&) const = default;
};

}
