// SPDX-License-Identifier: Apache-2.0
#include "usecases/platform.hpp"

namespace usecases {

Platform::Platform(ports::BusinessStore& store, Access& access, ports::Clock const& clock)
    : store_(store), access_(access), clock_(clock)
{
}

base::Task<base::Result<ports::BusinessStore::Page>> Platform::list(domain::Principal const& caller,
                                                                    ports::BusinessStore::Query query)
{
    auto const permitted = co_await access_.require_admin(caller);
    if (!permitted) co_return std::unexpected(permitted.error());
    co_return co_await store_.list(std::move(query));
}

base::Task<base::Result<domain::Business>> Platform::set_status(domain::Principal const& caller, domain::BusinessId id,
                                                                domain::BusinessStatus status)
{
    auto const permitted = co_await access_.require_admin(caller);
    if (!permitted) co_return std::unexpected(permitted.error());

    domain::ChangeBusiness command;
    command.event_id = domain::EventId::make(clock_.now());
    command.patch.status = status;
    co_return co_await store_.change(id, std::move(command));
}

}
