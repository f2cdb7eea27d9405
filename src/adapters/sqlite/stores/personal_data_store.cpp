// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/stores/personal_data_store.hpp"

#include "adapters/sqlite/engine/rows.hpp"
#include "base/pause.hpp"

#include <algorithm>

namespace adapters::sqlite {

namespace {

using Page = ports::PersonalDataStore::Page;

/// Orders looked at in one read: a few milliseconds on a core.
constexpr std::int64_t parsed_at_once = 200;
constexpr std::int64_t looked_at_once = 1'000;
constexpr std::size_t found_at_once = 50;

/// Events rewritten in one write: orders that come in wait for it.
constexpr std::size_t rewritten_at_once = 50;

/// How often an order may change under the hand of who anonymises it.
constexpr int attempts = 10;

constexpr int purge_attempts = 100;
constexpr std::chrono::milliseconds between_purges{100};

/// As order_text gives it; nothing when it cannot be read.
std::optional<domain::Order> readable_order(Query const& rows, int first)
{
    try {
        return parse_order(order_text(rows, first));
    } catch (DatabaseError const&) {
        return std::nullopt;
    }
}

Page find_customer(Database& database, domain::Customer const& customer, std::optional<std::int64_t> business,
                   domain::OrderId after)
{
    auto rows = database.query("SELECT o.id, o.business, o.status, l.data_begin, l.data_size, l.body FROM orders o "
                               "JOIN events l ON l.position = o.latest WHERE o.id > ? ORDER BY o.id LIMIT ?");
    rows.bind(after).bind(parsed_at_once);
    Page page;
    for (std::int64_t seen = 1; rows.step(); ++seen) {
        domain::OrderId const id{rows.uuid(0)};
        if (seen == parsed_at_once) page.next = id;
        if (business && rows.integer(1) != *business) continue;
        auto const order = readable_order(rows, 3);
        if (!order)
            ++page.unreadable;
        else if (domain::is_order_of(customer, order->content))
            page.orders.push_back({id, domain::is_open(static_cast<domain::OrderStatus>(rows.integer(2)))});
    }
    return page;
}

bool has_changed_since(Database& database, std::int64_t latest, base::Instant before)
{
    auto query = database.query("SELECT occurred_at FROM events WHERE position = ?");
    return !query.bind(latest).step() || query.instant(0) >= before;
}

Page find_old(Database& database, base::Instant before, domain::OrderId after)
{
    auto rows = database.query(
        "SELECT id, status, latest, created_at, anonymised_at IS NULL FROM orders WHERE id > ? ORDER BY id LIMIT ?");
    rows.bind(after).bind(looked_at_once);
    Page page;
    for (std::int64_t seen = 1; rows.step(); ++seen) {
        domain::OrderId const id{rows.uuid(0)};
        if (seen == looked_at_once) page.next = id;
        if (rows.instant(3) >= before + clock_slack) return {std::move(page.orders), {}, 0};
        bool const is_candidate =
            rows.integer(4) != 0 && !domain::is_open(static_cast<domain::OrderStatus>(rows.integer(1)));
        if (is_candidate && !has_changed_since(database, rows.integer(2), before)) page.orders.push_back({id, false});
        if (page.orders.size() == found_at_once) {
            page.next = id;
            break;
        }
    }
    return page;
}

/// A deleted business has orders too.
std::optional<std::int64_t> find_number(Database& database, domain::BusinessId id)
{
    auto query = database.query("SELECT number FROM businesses WHERE id = ?");
    return query.bind(id).step() ? std::optional(query.integer(0)) : std::nullopt;
}

}

base::Task<base::Result<Page>> SqlitePersonalDataStore::find(domain::Customer customer,
                                                             std::optional<domain::BusinessId> business,
                                                             domain::OrderId after)
{
    co_return readers_.run_consistently<Page>([&](Database& database) -> base::Result<Page> {
        auto const number = business ? find_number(database, *business) : std::nullopt;
        if (business && !number) return std::unexpected(business_not_found());
        return find_customer(database, customer, number, after);
    });
}

base::Task<base::Result<Page>> SqlitePersonalDataStore::find_unchanged(base::Instant before, domain::OrderId after)
{
    co_return readers_.run_consistently<Page>(
        [&](Database& database) -> base::Result<Page> { return find_old(database, before, after); });
}

base::Task<base::Result<OrderEvents>> SqlitePersonalDataStore::events_of(domain::OrderId order)
{
    auto events =
        readers_.run_consistently<OrderEvents>([&](Database& database) { return first_look(database, order); });
    while (events && events->next <= events->last) {
        // What waits on this core goes first.
        co_await base::pause();
        auto const looked = readers_.run<void>([&](Database& database) -> base::Result<void> {
            look_on(database, order, *events);
            return {};
        });
        if (!looked) co_return std::unexpected(looked.error());
    }
    co_return events;
}

base::Task<base::Result<std::size_t>> SqlitePersonalDataStore::count_events(domain::OrderId order)
{
    auto const events = co_await events_of(order);
    if (!events) co_return std::unexpected(events.error());
    co_return events->positions.size();
}

base::Task<base::Result<std::size_t>> SqlitePersonalDataStore::anonymise(domain::OrderId order)
{
    std::size_t changed = 0;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        auto const events = co_await events_of(order);
        if (!events) co_return std::unexpected(events.error());
        auto const is_done = co_await try_to_anonymise(order, *events, changed);
        feed_.tell_rewritten(events->business_id);
        if (!is_done) co_return std::unexpected(is_done.error());
        if (*is_done) co_return changed;
    }
    co_return std::unexpected(base::unavailable("order_busy", "an order keeps changing; try again"));
}

/// The order's latest state comes last: by it the order is found again if this ends halfway.
base::Task<base::Result<bool>> SqlitePersonalDataStore::try_to_anonymise(domain::OrderId order,
                                                                         OrderEvents const& events,
                                                                         std::size_t& changed)
{
    std::span<std::int64_t const> left = events.positions;
    for (; left.size() > rewritten_at_once; left = left.subspan(rewritten_at_once)) {
        auto const written = co_await writer_.run<std::size_t>(
            [part = left.first(rewritten_at_once)](WriteAccess& access) -> base::Result<std::size_t> {
                return anonymise_events(access, part);
            });
        if (!written) co_return std::unexpected(written.error());
        changed += *written;
    }
    auto const finished = co_await writer_.run<std::optional<std::size_t>>(
        [order, left](WriteAccess& access) -> base::Result<std::optional<std::size_t>> {
            return finish_anonymising(access, order, left);
        });
    if (!finished) co_return std::unexpected(finished.error());
    changed += finished->value_or(0);
    co_return finished->has_value();
}

base::Task<base::Result<std::vector<domain::OrderId>>> SqlitePersonalDataStore::untold(std::size_t limit)
{
    co_return readers_.run<std::vector<domain::OrderId>>(
        [limit](Database& database) -> base::Result<std::vector<domain::OrderId>> {
            auto query = database.query("SELECT id FROM orders WHERE untold = 1 ORDER BY id LIMIT ?");
            query.bind(static_cast<std::int64_t>(limit));
            std::vector<domain::OrderId> untold;
            while (query.step()) untold.push_back({query.uuid(0)});
            return untold;
        });
}

/// What still reads an older state is a report's slice, or a backup.
base::Task<base::Result<void>> SqlitePersonalDataStore::purge()
{
    for (int attempt = 0; attempt < purge_attempts; ++attempt) {
        auto const emptied = co_await writer_.empty_log();
        if (!emptied) co_return std::unexpected(emptied.error());
        if (*emptied) co_return base::Result<void>{};
        co_await base::pause(between_purges);
    }
    co_return std::unexpected(base::unavailable("files_in_use", "the store's files are being read; try again"));
}

}
