// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/stores/order_store.hpp"

#include "adapters/sqlite/journal/change_order.hpp"
#include "adapters/sqlite/journal/place_order.hpp"
#include "adapters/sqlite/stores/order_list.hpp"

#include <fmt/format.h>

namespace adapters::sqlite {

base::Task<base::Result<ports::Placed>> SqliteOrderStore::place(domain::PlaceOrder command)
{
    auto const keys = once_keys(command);
    return writer_.run<ports::Placed>(
        [command = std::move(command), keys, limit = order_bytes_](WriteAccess& access) mutable {
            return place_order(access, command, keys, limit);
        });
}

base::Task<base::Result<ports::StatusChanged>> SqliteOrderStore::change_status(domain::ChangeStatus command)
{
    return writer_.run<ports::StatusChanged>(
        [command = std::move(command), limit = order_bytes_](WriteAccess& access) mutable {
            return change_order_status(access, command, limit);
        });
}

base::Task<base::Result<ports::OrderEdited>> SqliteOrderStore::edit(domain::EditOrder command)
{
    return writer_.run<ports::OrderEdited>(
        [command = std::move(command), limit = order_bytes_](WriteAccess& access) mutable {
            return edit_order(access, command, limit);
        });
}

base::Task<base::Result<bool>> SqliteOrderStore::mark_seen(domain::OrderId id, domain::Actor by)
{
    return writer_.run<bool>([id, by = std::move(by)](WriteAccess& access) { return mark_order_seen(access, id, by); });
}

base::Task<base::Result<ports::OrderStore::Found>> SqliteOrderStore::find(domain::OrderId id)
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

base::Task<base::Result<ports::OrderPage>> SqliteOrderStore::list(ports::OrderQuery query)
{
    co_return readers_.run_consistently<ports::OrderPage>(
        [&](Database& database) { return list_orders(database, open_orders_, query); });
}

base::Task<base::Result<ports::Snapshot>> SqliteOrderStore::open_orders(domain::BusinessId business, std::size_t limit,
                                                                        std::optional<std::string> cursor,
                                                                        std::optional<std::string> posted_by)
{
    co_return list_open_orders(readers_, open_orders_, business, limit, cursor, posted_by);
}

}
