// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/rows.hpp"

#include "forms/business.hpp"
#include "forms/order.hpp"

#include <fmt/format.h>

namespace adapters::sqlite {

namespace {

constexpr std::string_view order_columns =
    "o.business, o.created_seq, o.created_at, o.status, o.version, o.latest, o.posted_by, o.fingerprint, "
    "o.first_seen_at, o.first_seen_by, o.first_seen_device, o.due_at, o.reminded";
constexpr int order_column_count = 13;

/// From order_columns.
OrderRow order_row(Query const& query, int first, domain::OrderId id)
{
    std::optional<ports::Seen> seen;
    if (!query.is_null(first + 8))
        seen = {query.instant(first + 8), {std::string(query.text(first + 9)), query.optional_text(first + 10)}};
    return OrderRow{
        .id = id,
        .business = query.integer(first),
        .created_seq = query.unsigned_integer(first + 1),
        .created_at = query.instant(first + 2),
        .status = static_cast<domain::OrderStatus>(query.integer(first + 3)),
        .version = static_cast<std::uint32_t>(query.integer(first + 4)),
        .latest = query.integer(first + 5),
        .posted_by = std::string(query.text(first + 6)),
        .seen = std::move(seen),
        .due_at = query.optional_instant(first + 11),
        .reminded = query.integer(first + 12),
        .fingerprint = query.bytes32(first + 7),
    };
}

/// Parts of a key are told apart by their lengths.
OnceKey digest(std::string_view kind, domain::BusinessId business, std::string_view scope, std::string_view key)
{
    std::string text(kind);
    text.append(reinterpret_cast<char const*>(business.uuid.bytes.data()), business.uuid.bytes.size());
    text.append(std::to_string(scope.size())).append(":").append(scope).append(key);
    return base::sha256_128(text);
}

}

std::optional<OrderRow> find_order(Database& database, domain::OrderId id)
{
    static auto const sql = fmt::format("SELECT {} FROM orders o WHERE o.id = ?", order_columns);
    auto query = database.query(sql.c_str());
    if (!query.bind(id).step()) return std::nullopt;
    return order_row(query, 0, id);
}

std::string_view order_text(Query const& query, int first)
{
    auto const text = query.text(first + 2);
    auto const begin = query.unsigned_integer(first);
    auto const size = query.unsigned_integer(first + 1);
    // A trimmed event has no text.
    if (begin > text.size() || size > text.size() - begin)
        throw DatabaseError(SQLITE_CORRUPT, "the text of an order is not inside its event");
    return text.substr(begin, size);
}

domain::Order parse_order(std::string_view text)
{
    auto order = forms::parse_stored_order(text);
    if (!order) throw DatabaseError(SQLITE_CORRUPT, "a stored order cannot be read: " + order.error().detail);
    return std::move(*order);
}

domain::Business parse_business(std::string_view text)
{
    auto business = forms::parse_stored_business(text);
    if (!business) throw DatabaseError(SQLITE_CORRUPT, "a stored business cannot be read: " + business.error().detail);
    return std::move(*business);
}

std::string read_order_text(Database& database, std::int64_t position)
{
    auto query = database.query("SELECT data_begin, data_size, body FROM events WHERE position = ?");
    if (!query.bind(position).step()) throw DatabaseError(SQLITE_CORRUPT, "the latest event of an order is not there");
    return std::string(order_text(query, 0));
}

std::string const& whole_order_columns()
{
    static auto const columns = fmt::format("{}, latest.data_begin, latest.data_size, latest.body", order_columns);
    return columns;
}

WholeOrder whole_order(Query const& query, int first, domain::OrderId id)
{
    return {order_row(query, first, id), order_text(query, first + order_column_count)};
}

ports::StoredOrder stored_order(WholeOrder const& order, domain::BusinessId business)
{
    return {order.row.id, business, order.row.status, order.row.version, std::string(order.text)};
}

ports::StoredOrder read_order(Database& database, OrderRow const& row, domain::BusinessId business)
{
    return {row.id, business, row.status, row.version, read_order_text(database, row.latest)};
}

std::optional<std::int64_t> number_of(Database& database, domain::BusinessId id)
{
    auto query = database.query("SELECT number FROM businesses WHERE id = ? AND deleted_at IS NULL");
    if (!query.bind(id).step()) return std::nullopt;
    return query.integer(0);
}

domain::BusinessId business_of(Database& database, std::int64_t number)
{
    auto query = database.query("SELECT id FROM businesses WHERE number = ?");
    if (!query.bind(number).step()) throw DatabaseError(SQLITE_CORRUPT, "an order's business is not there");
    return {query.uuid(0)};
}

std::optional<LogRow> find_log(Database& database, domain::BusinessId id)
{
    auto query = database.query("SELECT number, epoch, oldest, read_version, read_up_to, marked_above "
                                "FROM businesses WHERE id = ? AND deleted_at IS NULL");
    if (!query.bind(id).step()) return std::nullopt;
    LogRow row{query.integer(0),
               {std::string(query.text(1)), 0, query.unsigned_integer(2)},
               {query.unsigned_integer(3), query.unsigned_integer(4), query.unsigned_integer(5)}};
    auto newest = database.query("SELECT max(seq) FROM events WHERE business = ?");
    newest.bind(row.business).step();
    row.position.head = newest.unsigned_integer(0);
    return row;
}

OnceKey idempotency_key(std::string_view credential, domain::BusinessId business, std::string_view key)
{
    return digest("key:", business, credential, key);
}

OnceKey external_key(domain::BusinessId business, std::string_view channel, std::string_view external_id)
{
    return digest("ext:", business, channel, external_id);
}

}
