// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "ports/log_entry.hpp"
#include "ports/stored_order.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ports {

/// Which orders of a business; newest first.
struct OrderQuery {
    domain::BusinessId business;
    std::vector<domain::OrderStatus> statuses = {};  ///< Empty: all.
    std::optional<base::Instant> from = {}, to = {};  ///< created_at in [from, to).
    std::optional<std::string> text = {};            ///< In order number, customer name or phone; any case.
    std::optional<std::string> posted_by = {};       ///< Only orders posted by this credential.
    std::optional<std::string> cursor = {};  ///< `next` of the page before, else malformed `cursor_unreadable`.
    std::size_t limit = 20;
};

struct OrderPage {
    std::vector<StoredOrder> orders;  ///< May be fewer than `limit`, even none, while `next` is set.
    std::optional<std::string> next;  ///< Nothing: this was the last page.
};

/// The open orders of a business and a log position that is not newer than they are.
struct Snapshot {
    LogPosition position;
    std::vector<StoredOrder> orders;  ///< Oldest first.
    std::optional<std::string> next;
};

/// Whose an order is, without its text.
struct Whereabouts {
    domain::BusinessId business;
    std::string posted_by;  ///< The credential.
    bool is_seen = false;   ///< Some device showed it.
};

/// Reads orders. Threads as Journal; whatever it answered before is seen. Any call may fail with `unavailable`.
/// Contracts: tests/conformance/order_reader_suite.cpp, order_list_suite.cpp.
class OrderReader {
public:
    virtual ~OrderReader() = default;

    /// The order, the credential that posted it, and when it was first seen. Unknown: `not_found`.
    struct Found {
        StoredOrder order;
        std::string posted_by;
        std::optional<Seen> seen = {};
    };
    virtual base::Task<base::Result<Found>> find(domain::OrderId id) = 0;

    /// Unknown: `not_found`. Reads no order's text: every device asks for every order that it shows.
    virtual base::Task<base::Result<Whereabouts>> whereabouts(domain::OrderId id) = 0;

    virtual base::Task<base::Result<OrderPage>> list(OrderQuery query) = 0;

    /// At most `limit` open orders after `cursor` (the `next` of the page before). With `posted_by` only those of this
    /// credential: then perhaps fewer, even none, while `next` is set.
    virtual base::Task<base::Result<Snapshot>> open_orders(domain::BusinessId business, std::size_t limit,
                                                           std::optional<std::string> cursor,
                                                           std::optional<std::string> posted_by = {}) = 0;
};

}
