// SPDX-License-Identifier: Apache-2.0
#include "usecases/acceptance_clock.hpp"

#include <algorithm>

namespace usecases {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t batch = 100;
constexpr milliseconds between_batches{20};  ///< Lets orders pass.
constexpr milliseconds after_failure{1'000};
constexpr milliseconds at_most{500};         ///< An order that comes in may be due before those that are known.

constexpr auto reminders = "order_reminders_total";
constexpr auto reminders_help = "Reminders of orders that nobody had accepted yet.";

}

AcceptanceClock::AcceptanceClock(ports::AcceptanceStore& store, ports::Clock const& clock, std::chrono::seconds grace,
                                 telemetry::Log& log, telemetry::Registry& registry)
    : store_(store),
      clock_(clock),
      grace_(grace),
      log_(log),
      reminded_(registry.counter(reminders, reminders_help, {{"level", "reminder"}})),
      escalated_(registry.counter(reminders, reminders_help, {{"level", "escalation"}})),
      cancelled_(
          registry.counter("orders_not_accepted_total", "Orders cancelled because nobody accepted them in time."))
{
}

base::Task<milliseconds> AcceptanceClock::tick()
{
    auto const now = clock_.now();
    if (!last_tick_ || now - *last_tick_ > away_after) no_cancel_before_ = now + grace_;

    auto due = co_await store_.due(now, batch);
    if (!due) co_return after_failure;
    auto const is_full = due->orders.size() == batch;
    if (!due->orders.empty() && !co_await fire(std::move(due->orders))) co_return after_failure;
    last_tick_ = now;
    if (is_full) co_return between_batches;
    if (!due->next) co_return at_most;
    co_return std::clamp(std::chrono::ceil<milliseconds>(*due->next - now), milliseconds(1), at_most);
}

base::Task<bool> AcceptanceClock::fire(std::vector<domain::OrderId> orders)
{
    std::vector<domain::FireClock> commands;
    for (auto const& order : orders)
        commands.push_back({domain::EventId::make(clock_.now()), order, no_cancel_before_});
    auto const fired = co_await store_.fire(std::move(commands));
    if (!fired) {
        log_.warning("acceptance_clock_failed", {{"code", fired.error().code}, {"orders", orders.size()}});
        co_return false;
    }
    for (std::size_t i = 0; i < fired->size(); ++i) count(orders[i], (*fired)[i]);
    co_return true;
}

void AcceptanceClock::count(domain::OrderId order, ports::Fired fired)
{
    switch (fired) {
    case ports::Fired::nothing: return;
    case ports::Fired::reminded: return reminded_.add();
    case ports::Fired::escalated: return escalated_.add();
    case ports::Fired::cancelled:
        cancelled_.add();
        return log_.warning("order_not_accepted", {{"order", order.text()}});
    case ports::Fired::unreadable: return log_.error("order_unreadable", {{"order", order.text()}});
    }
}

}
