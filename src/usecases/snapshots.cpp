// SPDX-License-Identifier: Apache-2.0
#include "usecases/snapshots.hpp"

#include "domain/failures.hpp"
#include "usecases/log_access.hpp"

namespace usecases {

Snapshots::Snapshots(ports::OrderReader& orders, Access& access) : orders_(orders), access_(access) {}

base::Task<base::Result<Snapshots::Page>> Snapshots::read(domain::Principal const& caller, domain::BusinessId business,
                                                          std::size_t limit, std::optional<Continuation> continuation)
{
    auto const filter = co_await require_log(access_, caller, business);
    if (!filter) co_return std::unexpected(filter.error());
    std::optional<std::string> posted_by;
    if (!filter->takes_all()) posted_by = caller.actor().credential;

    std::optional<std::string> store_cursor;
    if (continuation) store_cursor = std::move(continuation->store);
    auto snapshot = co_await orders_.open_orders(business, limit, std::move(store_cursor), std::move(posted_by));
    if (!snapshot) co_return std::unexpected(snapshot.error());

    auto& position = snapshot->position;
    if (continuation && continuation->epoch != position.epoch)
        co_return std::unexpected(domain::query_invalid("cursor", "is of another history; begin anew."));
    auto const cursor = continuation ? continuation->head : position.head;
    co_return Page{std::move(position.epoch), position.head, position.oldest, cursor, std::move(snapshot->orders),
                   std::move(snapshot->next)};
}

}
