// SPDX-License-Identifier: Apache-2.0
#include "model/order_reader.hpp"

#include "base/text.hpp"
#include "model/event_log.hpp"
#include "model/insist.hpp"

#include <algorithm>
#include <limits>

namespace model {

namespace {

/// A cursor is the created_seq of the last order looked at.
base::Result<std::uint64_t> parse_cursor(std::optional<std::string> const& cursor, std::uint64_t otherwise)
{
    if (!cursor) return otherwise;
    auto const seq = base::parse_number<std::uint64_t>(*cursor);
    if (!seq || *seq == 0)
        return base::failure(base::FailureKind::malformed, "cursor_unreadable", "cursor: not one that this list gave");
    return *seq;
}

bool contains(std::string_view text, std::string_view folded)
{
    return base::ascii_lower(text).find(folded) != std::string::npos;
}

bool is_wanted(ports::OrderQuery const& query, OrderDocument const& document)
{
    auto const& order = document.order;
    if (!query.statuses.empty() && std::ranges::find(query.statuses, order.status) == query.statuses.end())
        return false;
    if ((query.from && order.created_at < *query.from) || (query.to && order.created_at >= *query.to)) return false;
    if (query.posted_by && document.posted_by != *query.posted_by) return false;
    if (!query.text) return true;
    auto const folded = base::ascii_lower(*query.text);
    return contains(order.order_number, folded) || contains(order.content.customer_name, folded) ||
           contains(order.content.customer_phone, folded);
}

base::Task<std::optional<OrderDocument>> find_document(Database& database, Session& session, domain::OrderId id)
{
    auto const key = OrderDocument::id_key(id);
    auto const found = co_await insist([&] { return database.orders.find(session, {0, key, just_after(key)}); });
    if (found.empty()) co_return std::nullopt;
    co_return *found.front();
}

base::Task<std::optional<ports::Seen>> find_seen(Database& database, Session& session, domain::OrderId id)
{
    auto const key = OrderDocument::id_key(id);
    auto const found = co_await insist([&] { return database.sightings.find(session, {0, key, just_after(key)}); });
    if (found.empty()) co_return std::nullopt;
    co_return found.front()->seen;
}

}

base::Task<base::Result<OrderReader::Found>> OrderReader::find(domain::OrderId id) { return answered(find_order(id)); }

base::Task<base::Result<OrderReader::Found>> OrderReader::find_order(domain::OrderId id)
{
    auto session = sessions_.causal();
    auto const document = co_await find_document(database_, session, id);
    if (!document) co_return std::unexpected(order_not_found());
    auto seen = co_await find_seen(database_, session, id);
    Found found{document->stored(), document->posted_by, std::move(seen)};
    co_return found;
}

base::Task<base::Result<ports::Whereabouts>> OrderReader::whereabouts(domain::OrderId id)
{
    return answered(find_whereabouts(id));
}

base::Task<base::Result<ports::Whereabouts>> OrderReader::find_whereabouts(domain::OrderId id)
{
    auto session = sessions_.causal();
    auto const document = co_await find_document(database_, session, id);
    if (!document) co_return std::unexpected(order_not_found());
    auto const seen = co_await find_seen(database_, session, id);
    ports::Whereabouts whereabouts{document->business, document->posted_by, seen.has_value()};
    co_return whereabouts;
}

base::Task<base::Result<ports::OrderPage>> OrderReader::list(ports::OrderQuery query)
{
    return answered(read_list(std::move(query)));
}

base::Task<base::Result<ports::OrderPage>> OrderReader::read_list(ports::OrderQuery query)
{
    auto const before = parse_cursor(query.cursor, std::numeric_limits<std::uint64_t>::max());
    if (!before) co_return std::unexpected(before.error());
    auto session = sessions_.causal();
    auto const tail = co_await read_tail(database_, session, query.business);
    if (!tail) co_return std::unexpected(business_not_found());
    auto const orders = co_await read_orders(database_, session, *tail);

    ports::OrderPage page;
    std::uint64_t last = 0;
    for (auto each = orders.lower_bound(*before); each != orders.begin();) {
        --each;
        if (page.orders.size() == query.limit) {
            page.next = std::to_string(last);
            break;
        }
        last = each->first;
        auto const& document = each->second.document;
        if (is_wanted(query, document)) page.orders.push_back(document.stored());
    }
    co_return page;
}

base::Task<base::Result<ports::Snapshot>> OrderReader::open_orders(domain::BusinessId business, std::size_t limit,
                                                                   std::optional<std::string> cursor,
                                                                   std::optional<std::string> posted_by)
{
    return answered(read_open(business, limit, std::move(cursor), std::move(posted_by)));
}

base::Task<base::Result<ports::Snapshot>> OrderReader::read_open(domain::BusinessId business, std::size_t limit,
                                                                 std::optional<std::string> cursor,
                                                                 std::optional<std::string> posted_by)
{
    auto const after = parse_cursor(cursor, 0);
    if (!after) co_return std::unexpected(after.error());
    auto session = sessions_.causal();
    // Folded with the tail, the orders are at least as new as its head.
    auto const tail = co_await read_tail(database_, session, business);
    if (!tail) co_return std::unexpected(business_not_found());
    auto const orders = co_await read_orders(database_, session, *tail);

    ports::Snapshot snapshot{tail->position(), {}, {}};
    std::size_t count = 0;
    std::uint64_t last = 0;
    for (auto each = orders.upper_bound(*after); each != orders.end(); ++each) {
        auto const& document = each->second.document;
        if (!domain::is_open(document.order.status)) continue;
        if (count++ == limit) {
            snapshot.next = std::to_string(last);
            break;
        }
        last = each->first;
        if (!posted_by || document.posted_by == *posted_by) snapshot.orders.push_back(document.stored());
    }
    co_return snapshot;
}

}
