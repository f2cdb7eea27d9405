// SPDX-License-Identifier: Apache-2.0
#include "usecases/acceptance_clock.hpp"

#include "base/all.hpp"

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

AcceptanceClock::AcceptanceClock(ports::OrderClocks& clocks, ports::Journal& journal, ports::StoreHealth const& health,
                                 ports::Clock const& clock, std::chrono::seconds grace, telemetry::Log& log,
                                 telemetry::Registry& registry)
    : clocks_(clocks),
      journal_(journal),
      health_(health),
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

    auto due = co_await clocks_.due(now, batch);
    if (!due) co_return after_failure;
    auto const is_full = due->orders.size() == batch;
    bool const is_stuck = !due->orders.empty() && !co_await fire(std::move(due->orders));
    // One order that the store does not take is no outage.
    if (!is_stuck || health_.is_writable()) last_tick_ = now;
    if (is_stuck) co_return after_failure;
    if (is_full) co_return between_batches;
    if (!due->next) co_return at_most;
    co_return std::clamp(std::chrono::ceil<milliseconds>(*due->next - now), milliseconds(1), at_most);
}

/// All at once: a store that gathers what waits commits them together.
base::Task<bool> AcceptanceClock::fire(std::vector<domain::OrderId> orders)
{
    std::vector<base::Task<base::Result<void>>> firing;
    for (auto const order : orders) firing.push_back(fire_one(order));
    auto const fired = co_await base::all(std::move(firing));
    auto const is_done = [](base::Result<void> const& each) { return each.has_value(); };
    auto const done = static_cast<std::size_t>(std::ranges::count_if(fired, is_done));
    if (done == fired.size()) co_return true;
    auto const failed = std::ranges::find_if_not(fired, is_done);
    log_.warning("acceptance_clock_failed",
                 {{"code", failed->error().code}, {"failed", fired.size() - done}, {"orders", fired.size()}});
    co_return done > 0;
}

base::Task<base::Result<void>> AcceptanceClock::fire_one(domain::OrderId order)
{
    auto const fired =
        co_await journal_.commit(domain::FireClock{domain::EventId::make(clock_.now()), order, no_cancel_before_});
    if (!fired) co_return std::unexpected(fired.error());
    if (auto const* appended = fired->appended()) count(order, *appended);
    auto const* refused = fired->refused();
    if (refused == nullptr) co_return base::Result<void>{};
    // One order that cannot be read must not stop the clocks of all others.
    log_.error(refused->failure.code, {{"order", order.text()}});
    co_return co_await clocks_.let_go(order);
}

void AcceptanceClock::count(domain::OrderId order, ports::Appended const& appended)
{
    if (appended.entry.type == domain::EventType::order_reminder)
        return appended.priority == domain::Priority::urgent ? escalated_.add() : reminded_.add();
    cancelled_.add();
    log_.warning("order_not_accepted", {{"order", order.text()}});
}

}
