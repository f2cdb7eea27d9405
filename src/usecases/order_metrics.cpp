// SPDX-License-Identifier: Apache-2.0
#include "usecases/order_metrics.hpp"

#include <algorithm>
#include <array>

namespace usecases {

namespace {

constexpr auto placed_name = "orders_placed_total";
constexpr auto placed_help =
    "Orders that were posted and well-formed, by what became of them: created; replayed (same Idempotency-Key); "
    "existing (same external_id); refused, with the code of the problem.";

/// What an order is refused for; whatever else comes counts as `other`, so that the series stay few.
constexpr std::array<std::string_view, 13> codes{"not_accepting",
                                                 "business_not_approved",
                                                 "business_suspended",
                                                 "business_not_found",
                                                 "idempotency_key_reused",
                                                 "external_id_taken",
                                                 "order_too_large",
                                                 "validation_failed",
                                                 "forbidden",
                                                 "busy",
                                                 "store_failed",
                                                 "outcome_unknown",
                                                 "other"};

/// Seconds: people take from one to many minutes.
constexpr std::array waiting_bounds{0.5,  1.0,   2.0,   3.0,   5.0,   10.0,  20.0,   30.0,
                                    60.0, 120.0, 180.0, 300.0, 480.0, 900.0, 1800.0, 3600.0};

telemetry::Counter& placed_counter(telemetry::Registry& registry, std::string_view outcome, std::string_view code)
{
    return registry.counter(placed_name, placed_help, {{"outcome", std::string(outcome)}, {"code", std::string(code)}});
}

/// An order's id is made when it comes in.
base::Instant creation(domain::OrderId order) { return base::time_of(order.uuid); }

}

OrderMetrics::OrderMetrics(telemetry::Registry& registry)
    : created_(placed_counter(registry, "created", "")),
      replayed_(placed_counter(registry, "replayed", "")),
      existing_(placed_counter(registry, "existing", "")),
      seen_(registry.histogram("order_seen_seconds",
                               "From an order's creation until a device first showed it to somebody.", {},
                               waiting_bounds)),
      accepted_(registry.histogram("order_accepted_seconds", "From an order's creation until somebody confirmed it.",
                                   {}, waiting_bounds))
{
    for (auto const code : codes) refused_.emplace_back(code, &placed_counter(registry, "refused", code));
}

telemetry::Counter& OrderMetrics::refused(std::string_view code)
{
    auto const known = std::ranges::find(refused_, code, &decltype(refused_)::value_type::first);
    return *(known == refused_.end() ? refused_.back() : *known).second;
}

void OrderMetrics::placed(base::Result<ports::Decided> const& outcome)
{
    if (!outcome) return refused(outcome.error().code).add();
    if (auto const* why = outcome->refused()) return refused(why->failure.code).add();
    if (outcome->is_settled(domain::Settled::How::replayed)) return replayed_.add();
    if (outcome->is_settled(domain::Settled::How::existing)) return existing_.add();
    created_.add();
}

void OrderMetrics::seen(domain::OrderId order, base::Instant now) { seen_.record(now - creation(order)); }

void OrderMetrics::accepted(domain::OrderId order, base::Instant now) { accepted_.record(now - creation(order)); }

}
