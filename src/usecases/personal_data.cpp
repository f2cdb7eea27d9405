// SPDX-License-Identifier: Apache-2.0
#include "usecases/personal_data.hpp"

#include "base/pause.hpp"

#include <algorithm>
#include <utility>

namespace usecases {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds between_slices{20};  ///< Lets orders pass.
constexpr milliseconds after_failure{60'000};

constexpr std::size_t told_at_once = 100;

/// Passes follow each other often enough for the retention to be kept with a tenth of it.
milliseconds between_passes(std::chrono::seconds retention)
{
    if (retention == retention.zero()) return std::chrono::minutes(10);
    return std::clamp<milliseconds>(retention / 10, std::chrono::seconds(1), std::chrono::minutes(10));
}

}

PersonalData::PersonalData(ports::PersonalDataStore& store, ports::Journal& journal, Access& access,
                           std::chrono::seconds retention, ports::Clock const& clock, telemetry::Log& log,
                           telemetry::Registry& registry)
    : store_(store),
      journal_(journal),
      access_(access),
      retention_(retention),
      clock_(clock),
      log_(log),
      anonymised_(registry.counter("orders_anonymised_total", "Orders whose personal data was taken out of them"))
{
}

base::Task<base::Result<PersonalData::Report>> PersonalData::erase(domain::Principal const& caller, Request request)
{
    auto const permitted = co_await require(caller, request.business);
    if (!permitted) co_return std::unexpected(permitted.error());

    Report report;
    std::optional<domain::OrderId> after{domain::OrderId{}};
    while (after) {
        auto const page = co_await store_.find(request.customer, request.business, *after);
        if (!page) co_return std::unexpected(page.error());
        report.unreadable += page->unreadable;
        for (auto const& found : page->orders) {
            if (is_stopping_) co_return std::unexpected(base::shutting_down());
            auto const done = co_await erase_order(caller, request, found, report);
            if (!done) co_return std::unexpected(done.error());
        }
        after = page->next;
        // What waits on this core goes first.
        co_await base::pause();
    }
    if (request.only_count) co_return report;

    // Also when nothing was found: an attempt before may have ended before it had purged.
    auto const purged = co_await store_.purge();
    if (!purged) co_return std::unexpected(purged.error());
    log_.info("customer_erased", {{"orders", report.orders}, {"events", report.events}});
    co_return report;
}

base::Task<base::Result<void>> PersonalData::require(domain::Principal const& caller,
                                                     std::optional<domain::BusinessId> business)
{
    if (!business || caller.is_operator()) co_return co_await access_.require_admin(caller);
    auto const permitted = co_await access_.require(caller, *business, domain::Action::erase_customer);
    if (!permitted) co_return std::unexpected(permitted.error());
    co_return base::Result<void>{};
}

base::Task<base::Result<void>> PersonalData::erase_order(domain::Principal const& caller, Request const& request,
                                                         ports::PersonalDataStore::Found const& found, Report& report)
{
    if (found.is_open && !request.including_open) {
        ++report.open_orders;
        co_return base::Result<void>{};
    }
    // Not in one expression: g++ 12 compiles a conditional co_await wrong.
    base::Result<std::size_t> events;
    if (request.only_count)
        events = co_await store_.count_events(found.order);
    else
        events = co_await store_.anonymise(found.order);
    if (!events) co_return std::unexpected(events.error());
    ++report.orders;
    report.events += *events;
    if (request.only_count) co_return base::Result<void>{};
    anonymised_.add();
    if (!found.is_open) co_return base::Result<void>{};
    co_return co_await tell(found.order, caller.actor());
}

/// Devices that show the open order show it as it is now.
base::Task<base::Result<void>> PersonalData::tell(domain::OrderId order, domain::Actor actor)
{
    // Named, since g++ 12 destroys an aggregate with such members twice when it stands inside co_await.
    domain::EraseCustomer command{domain::EventId::make(clock_.now()), order, std::move(actor)};
    auto const told = co_await journal_.commit(std::move(command));
    if (!told) co_return std::unexpected(told.error());
    co_return base::Result<void>{};
}

/// What a failure or a crash kept from being told.
base::Task<base::Result<void>> PersonalData::tell_untold()
{
    auto const untold = co_await store_.untold(told_at_once);
    if (!untold) co_return std::unexpected(untold.error());
    domain::Actor const server{"server", {}};
    for (auto const order : *untold) {
        auto const told = co_await tell(order, server);
        if (!told) co_return told;
    }
    co_return base::Result<void>{};
}

base::Task<milliseconds> PersonalData::tick()
{
    auto const told = co_await tell_untold();
    base::Result<std::size_t> done(0);
    if (!told)
        done = std::unexpected(told.error());
    else if (retention_ > retention_.zero())
        done = co_await forget_old();
    if (!done) {
        log_.warning("anonymising_failed", {{"code", done.error().code}});
        after_ = {};
        co_return after_failure;
    }
    in_pass_ += *done;
    if (after_ != domain::OrderId{}) co_return between_slices;

    auto const orders = std::exchange(in_pass_, 0);
    if (orders > 0) log_.info("old_orders_anonymised", {{"orders", orders}});
    is_purge_due_ = is_purge_due_ || orders > 0;
    if (is_purge_due_) is_purge_due_ = !(co_await store_.purge()).has_value();
    co_return is_purge_due_ ? milliseconds(std::chrono::seconds(1)) : between_passes(retention_);
}

/// A slice of the pass. `after_` is where the next one begins, nothing when it was the last.
base::Task<base::Result<std::size_t>> PersonalData::forget_old()
{
    auto const page = co_await store_.find_unchanged(clock_.now() - retention_, after_);
    if (!page) co_return std::unexpected(page.error());
    for (auto const& found : page->orders) {
        if (is_stopping_) break;
        auto const events = co_await store_.anonymise(found.order);
        if (!events) co_return std::unexpected(events.error());
        anonymised_.add();
        co_await base::pause(milliseconds(1));
    }
    after_ = page->next.value_or(domain::OrderId{});
    co_return page->orders.size();
}

}
