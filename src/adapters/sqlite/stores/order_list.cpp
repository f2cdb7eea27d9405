// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/stores/order_list.hpp"

#include "adapters/sqlite/engine/rows.hpp"
#include "base/text.hpp"
#include "forms/order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace adapters::sqlite {

namespace {

/// Log entries looked at for one page: a few milliseconds at most.
constexpr std::size_t scan_limit = 5'000;

/// A cursor is the created_seq of the last order looked at.
base::Result<std::uint64_t> parse_cursor(std::optional<std::string> const& cursor, std::uint64_t otherwise)
{
    if (!cursor) return otherwise;
    auto const seq = base::parse_number<std::uint64_t>(*cursor);
    constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (!seq || *seq == 0 || *seq > largest) return std::unexpected(domain::cursor_unreadable());
    return *seq;
}

bool is_one_of(std::vector<domain::OrderStatus> const& statuses, domain::OrderStatus status)
{
    return std::ranges::find(statuses, status) != statuses.end();
}

/// What the row of `orders` alone can tell.
bool row_matches(ports::OrderQuery const& query, OrderRow const& row)
{
    return (query.statuses.empty() || is_one_of(query.statuses, row.status)) &&
           (!query.from || row.created_at >= *query.from) && (!query.to || row.created_at < *query.to) &&
           (!query.posted_by || row.posted_by == *query.posted_by);
}

bool contains(std::string_view text, std::string_view folded)
{
    return base::ascii_lower(text).find(folded) != std::string::npos;
}

bool text_matches(ports::OrderQuery const& query, std::string_view order_text)
{
    if (!query.text) return true;
    auto const order = parse_order(order_text);
    auto const folded = base::ascii_lower(*query.text);
    return contains(order.order_number, folded) || contains(order.content.customer_name, folded) ||
           contains(order.content.customer_phone, folded);
}

/// Collects a page; `consider` returns false when the page is full or the rest is too old.
class PageBuilder {
public:
    explicit PageBuilder(ports::OrderQuery const& query) : query_(query) {}

    bool consider(WholeOrder const& order)
    {
        auto const& row = order.row;
        if (page_.orders.size() == query_.limit) {
            page_.next = std::to_string(last_);
            return false;
        }
        last_ = row.created_seq;
        if (query_.from && row.created_at < *query_.from - clock_slack) return false;
        if (row_matches(query_, row) && text_matches(query_, order.text))
            page_.orders.push_back(stored_order(order, query_.business));
        return true;
    }

    /// The scan stopped early: the next page goes on behind `seq`.
    void interrupt(std::uint64_t seq) { page_.next = std::to_string(seq); }

    ports::OrderPage finish() && { return std::move(page_); }

private:
    /// created_at rises with created_seq but for steps of the clock; larger steps than this may hide an order
    /// from a search by time.
    static constexpr std::chrono::hours clock_slack{1};

    ports::OrderQuery const& query_;
    ports::OrderPage page_;
    std::uint64_t last_ = 0;
};

void walk_log(Database& database, std::int64_t business, std::uint64_t before, PageBuilder& page)
{
    // Only the entry that created an order leads to it; the others find nothing to join.
    static auto const sql = fmt::format(
        "SELECT e.seq, o.id, {} FROM events e LEFT JOIN orders o ON o.id = iif(e.type = ?, e.order_id, NULL) "
        "LEFT JOIN events latest ON latest.position = o.latest "
        "WHERE e.business = ? AND e.seq < ? ORDER BY e.seq DESC LIMIT ?",
        whole_order_columns());
    auto query = database.query(sql.c_str());
    query.bind(static_cast<int>(domain::EventType::order_created)).bind(business).bind(before);
    query.bind(static_cast<std::int64_t>(scan_limit));
    std::size_t seen = 0;
    std::uint64_t seq = before;
    while (query.step()) {
        ++seen;
        seq = query.unsigned_integer(0);
        if (!query.is_null(1) && !page.consider(whole_order(query, 2, domain::OrderId{query.uuid(1)}))) return;
    }
    if (seen == scan_limit) page.interrupt(seq);
}

/// To be bound to the order's id. No row: it was added, and not committed when this transaction began.
Query find_whole_order(Database& database)
{
    static auto const sql =
        fmt::format("SELECT {} FROM orders o LEFT JOIN events latest ON latest.position = o.latest WHERE o.id = ?",
                    whole_order_columns());
    return database.query(sql.c_str());
}

void walk_open(Database& database, OpenOrders const& open_orders, std::int64_t business, std::uint64_t before,
               PageBuilder& page)
{
    auto const open = open_orders.before(business, before, scan_limit);
    for (auto const& order : open) {
        auto query = find_whole_order(database);
        if (query.bind(order.id).step() && !page.consider(whole_order(query, 0, order.id))) return;
    }
    if (open.size() == scan_limit) page.interrupt(open.back().created_seq);
}

}

base::Result<ports::OrderPage> list_orders(Database& database, OpenOrders const& open_orders,
                                           ports::OrderQuery const& query)
{
    auto const before = parse_cursor(query.cursor, std::numeric_limits<std::int64_t>::max());
    if (!before) return std::unexpected(before.error());
    auto const business = number_of(database, query.business);
    if (!business) return std::unexpected(business_not_found());

    PageBuilder page(query);
    if (!query.statuses.empty() && std::ranges::all_of(query.statuses, domain::is_open))
        walk_open(database, open_orders, *business, *before, page);
    else
        walk_log(database, *business, *before, page);
    return std::move(page).finish();
}

base::Result<ports::Snapshot> list_open_orders(Readers& readers, OpenOrders const& open_orders,
                                               domain::BusinessId business, std::size_t limit,
                                               std::optional<std::string> const& cursor,
                                               std::optional<std::string> const& posted_by)
{
    auto const after = parse_cursor(cursor, 0);
    if (!after) return std::unexpected(after.error());

    // Two transactions on purpose: the orders may be newer than the position, never older.
    auto const log = readers.run<LogRow>([&](Database& database) -> base::Result<LogRow> {
        auto row = find_log(database, business);
        if (!row) return std::unexpected(business_not_found());
        return std::move(*row);
    });
    if (!log) return std::unexpected(log.error());
    auto const open = open_orders.after(log->business, *after, limit + 1);

    return readers.run_consistently<ports::Snapshot>([&](Database& database) -> base::Result<ports::Snapshot> {
        ports::Snapshot snapshot{log->position, {}, {}};
        for (std::size_t i = 0; i < std::min(open.size(), limit); ++i) {
            auto query = find_whole_order(database);
            if (!query.bind(open[i].id).step()) continue;
            auto const order = whole_order(query, 0, open[i].id);
            if (!domain::is_open(order.row.status) || (posted_by && order.row.posted_by != *posted_by)) continue;
            snapshot.orders.push_back(stored_order(order, business));
        }
        if (open.size() > limit) snapshot.next = std::to_string(open[limit - 1].created_seq);
        return snapshot;
    });
}

}
