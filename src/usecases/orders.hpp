// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.hpp"
#include "ports/order_store.hpp"
#include "telemetry/metrics.hpp"
#include "usecases/access.hpp"
#include "usecases/order_metrics.hpp"

#include <optional>
#include <string>

namespace usecases {

/// Takes orders, reads them and moves them along. Any core.
class Orders {
public:
    Orders(ports::OrderStore& store, Access& access, ports::Clock const& clock, telemetry::Registry& registry);

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

    /// A change that is none of the status. Members of the business only.
    base::Task<base::Result<ports::OrderEdited>> edit(domain::Principal const& caller, domain::OrderId id,
                                                      domain::OrderPatch patch,
                                                      std::optional<std::uint32_t> if_version);

    /// A device of the caller showed the order to somebody; the first one is kept. Members of the business only.
    base::Task<base::Result<void>> mark_seen(domain::Principal const& caller, domain::OrderId id);

    struct History {
        domain::Order order;
        std::optional<ports::Seen> seen;
    };
    base::Task<base::Result<History>> history(domain::Principal const& caller, domain::OrderId id);

private:
    base::Task<base::Result<ports::Placed>> place_checked(domain::Principal const& caller, NewOrder order);
    base::Task<base::Result<ports::OrderStore::Found>> permitted(domain::Principal const& caller, domain::OrderId id,
                                                                 domain::Action action);

    ports::OrderStore& store_;
    Access& access_;
    ports::Clock const& clock_;
    OrderMetrics metrics_;
};

}
