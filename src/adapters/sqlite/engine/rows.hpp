// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/database.hpp"
#include "adapters/sqlite/engine/key_index.hpp"
#include "domain/failures.hpp"
#include "domain/ids.hpp"
#include "ports/log_entry.hpp"
#include "ports/read_marks.hpp"
#include "ports/stored_order.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Reading the rows of the schema, shared by the writer's and the readers' side.
namespace adapters::sqlite {

/// A row of `orders`.
struct OrderRow {
    domain::OrderId id;
    std::int64_t business = 0;
    std::uint64_t created_seq = 0;
    base::Instant created_at;
    domain::OrderStatus status = domain::OrderStatus::pending;
    std::uint32_t version = 1;
    std::int64_t latest = 0;  ///< events.position
    std::string posted_by;
    std::optional<ports::Seen> seen = {};
    std::optional<base::Instant> due_at = {};  ///< When the acceptance clock has something to do.
    std::int64_t reminded = 0;                 ///< The last reminder that was sent.
    base::Bytes32 fingerprint{};
};

std::optional<OrderRow> find_order(Database& database, domain::OrderId id);

/// The order's text inside its event, from data_begin, data_size and body: the columns from `first` on. Until the next
/// step; throws when it is not there.
std::string_view order_text(Query const& query, int first);

/// Throw when the text cannot be read.
domain::Order parse_order(std::string_view text);
domain::Business parse_business(std::string_view text);

/// The order's text inside the event at that position of the file.
std::string read_order_text(Database& database, std::int64_t position);

ports::StoredOrder read_order(Database& database, OrderRow const& row, domain::BusinessId business);

/// For statements that join `orders o` with `events latest ON latest.position = o.latest`: these columns, read from
/// `first` on. One statement for what find_order and read_order take two.
std::string const& whole_order_columns();

struct WholeOrder {
    OrderRow row;
    std::string_view text;  ///< Until the query's next step.
};
WholeOrder whole_order(Query const& query, int first, domain::OrderId id);
ports::StoredOrder stored_order(WholeOrder const& order, domain::BusinessId business);

/// A business's number in the file; nothing when there is none.
std::optional<std::int64_t> number_of(Database& database, domain::BusinessId id);
domain::BusinessId business_of(Database& database, std::int64_t number);

/// Epoch, oldest and head; nothing when there is no such business.
struct LogRow {
    std::int64_t business = 0;
    ports::LogPosition position;
    ports::ReadMarks marks;
};
std::optional<LogRow> find_log(Database& database, domain::BusinessId id);

/// created_at rises with the log and with the ids but for steps of the clock; a larger one may hide an order from
/// whoever looks for those of a time.
inline constexpr std::chrono::hours clock_slack{1};

using domain::business_not_found;
using domain::order_not_found;

OnceKey idempotency_key(std::string_view credential, domain::BusinessId business, std::string_view key);
OnceKey external_key(domain::BusinessId business, std::string_view channel, std::string_view external_id);

}
