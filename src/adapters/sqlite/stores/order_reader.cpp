// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/stores/order_reader.hpp"

#include "adapters/sqlite/engine/rows.hpp"
#include "adapters/sqlite/stores/order_list.hpp"

#include <fmt/format.h>

namespace adapters::sqlite {

base::Task<base::Result<ports::OrderReader::Found>> SqliteOrderReader::find(domain::OrderId id)
{
    // One statement sees one state.
    static auto const sql = fmt::format("SELECT b.id, {} FROM orders o JOIN businesses b ON b.number = o.business "
                                        "LEFT JOIN events latest ON latest.position = o.latest WHERE o.id = ?",
                                        whole_order_columns());
    co_return readers_.run<Found>([id](Database& database) -> base::Result<Found> {
        auto query = database.query(sql.c_str());
        if (!query.bind(id).step()) return std::unexpected(order_not_found());
        auto order = whole_order(query, 1, id);
        auto stored = stored_order(order, domain::BusinessId{query.uuid(0)});
        return Found{std::move(stored), std::move(order.row.posted_by), std::move(order.row.seen)};
    });
}

base::Task<base::Result<ports::Whereabouts>> SqliteOrderReader::whereabouts(domain::OrderId id)
{
    co_return readers_.run<ports::Whereabouts>([id](Database& database) -> base::Result<ports::Whereabouts> {
        auto query = database.query("SELECT b.id, o.posted_by, o.first_seen_at IS NOT NULL FROM orders o "
                                    "JOIN businesses b ON b.number = o.business WHERE o.id = ?");
        if (!query.bind(id).step()) return std::unexpected(order_not_found());
        return ports::Whereabouts{domain::BusinessId{query.uuid(0)}, std::string(query.text(1)), query.integer(2) != 0};
    });
}

base::Task<base::Result<ports::OrderPage>> SqliteOrderReader::list(ports::OrderQuery query)
{
    co_return readers_.run_consistently<ports::OrderPage>(
        [&](Database& database) { return list_orders(database, open_orders_, query); });
}

base::Task<base::Result<ports::Snapshot>> SqliteOrderReader::open_orders(domain::BusinessId business, std::size_t limit,
                                                                         std::optional<std::string> cursor,
                                                                         std::optional<std::string> posted_by)
{
    co_return list_open_orders(readers_, open_orders_, business, limit, cursor, posted_by);
}

}
