// SPDX-License-Identifier: Apache-2.0
#include "domain/decision.hpp"
#include "domain/failures.hpp"

#include <utility>

namespace domain {

namespace {

using base::FailureKind;

base::Failure failure_of(Refusal why)
{
    switch (why) {
    case Refusal::business_not_found: return business_not_found();
    case Refusal::order_not_found: return order_not_found();
    case Refusal::business_not_approved:
        return {FailureKind::forbidden, "business_not_approved", "the business is not approved yet"};
    case Refusal::business_suspended:
        return {FailureKind::forbidden, "business_suspended", "the business is suspended"};
    case Refusal::not_accepting: return {FailureKind::conflict, "not_accepting", "the business takes no orders now"};
    case Refusal::key_reused:
        return {FailureKind::invalid, "idempotency_key_reused", "this Idempotency-Key was used for another order"};
    case Refusal::external_id_taken:
        return {FailureKind::conflict, "external_id_taken", "this channel has another order with this external_id"};
    case Refusal::business_changed:
        return {FailureKind::stale, "stale_version", "the business is not at this version any more"};
    case Refusal::order_changed:
        return {FailureKind::stale, "order_changed", "The order is not at the version of If-Match any more."};
    case Refusal::order_moved:
        return {FailureKind::conflict, "order_moved", "The order is not in the status that you saw any more."};
    case Refusal::no_such_arrow:
        return {FailureKind::conflict, "transition_not_allowed",
                "The order cannot go to this status from the one that it is in."};
    case Refusal::preparation_over:
        return {FailureKind::conflict, "preparation_over", "The order is not being prepared any more."};
    case Refusal::has_open_orders:
        return {FailureKind::conflict, "has_open_orders", "the business has open orders; finish or cancel them first"};
    case Refusal::order_too_large:
        return {FailureKind::invalid, "order_too_large", "the stored order would be larger than the store takes"};
    case Refusal::order_unreadable:
        return {FailureKind::unavailable, "order_unreadable", "what is stored of the order cannot be read"};
    }
    std::unreachable();
}

}

Refused refused(Refusal why) { return {why, failure_of(why)}; }

Refused order_too_large(std::size_t limit)
{
    auto result = refused(Refusal::order_too_large);
    result.failure.detail = "the stored order would be larger than " + std::to_string(limit) + " bytes";
    return result;
}

}
