// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/stores/sightings.hpp"

#include "adapters/sqlite/engine/rows.hpp"

namespace adapters::sqlite {

namespace {

base::Result<bool> note_first(WriteAccess& access, domain::OrderId id, domain::Actor const& by)
{
    auto const row = find_order(access.database, id);
    if (!row) return std::unexpected(order_not_found());
    if (row->seen) return false;
    access.database.query("UPDATE orders SET first_seen_at = ?, first_seen_by = ?, first_seen_device = ? WHERE id = ?")
        .bind(access.now)
        .bind(std::string_view(by.credential))
        .bind(by.device)
        .bind(id)
        .run();
    return true;
}

}

base::Task<base::Result<bool>> SqliteSightings::note(domain::OrderId id, domain::Actor by)
{
    return writer_.run<bool>([id, by = std::move(by)](WriteAccess& access) { return note_first(access, id, by); });
}

}
