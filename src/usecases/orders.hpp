// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.hpp"
#include "ports/order_store.hpp"
#include "usecases/access.hpp"

#include <optional>
#include <string>

namespace usecases {

/// Takes orders, reads them and moves them along. Any core.
class Orders {
public:
    Orders(ports::OrderStore& store, Access& access, ports::Clock const& clock);

    struct NewOrder {
        std::optional<domain::BusinessId> business;  ///< A channel may leave it out: its own.
        domain::OrderContent content;                ///< An empty channel becomes the key's id or `manual`.
        std::string idempotency_key;
    };
    /// Checks in this order: the totals, the caller and the business, then what OrderStore::place checks.
    base::Task<base::Result<ports::Placed>> place(domain::Principal const& caller, NewOrder order);

    /// `not_found` `order_not_found` for orders that the caller may not see, exactly as for unknown ones.
    base::Task<base::Result<ports::StoredOrder>> find(domain::Principal const& caller, domain::OrderId id);

    /// A channel gets the orders that it posted; `posted_by` is set here.
    base::Task<base::Result<ports::OrderPage>> list(domain::Principal const& caller, ports::OrderQuery query);

    struct NewStatus {
        domain::OrderStatus to = domain::OrderStatus::pending;
        std::optional<domain::OrderStatus> from;  ///< At least one of the two is there.
        std::optional<std::uint32_t> if_version;
        std::optional<domain::Reason> reason;  ///< Is there when cancelling.
        std::optional<std::int64_t> preparation_time_minutes;
        std::optional<base::Instant> estimated_ready_time;
        std::optional<std::string> business_notes;
    };
    base::Task<base::Result<ports::StatusChanged>> change_status(domain::Principal const& caller, domain::OrderId id,
                                                                 NewStatus status);

private:
    base::Task<base::Result<ports::StoredOrder>> permitted(domain::Principal const& caller, domain::OrderId id,
                                                           domain::Action action);

    ports::OrderStore& store_;
    Access& access_;
    ports::Clock const& clock_;
};

base::Failure order_not_found();

}
