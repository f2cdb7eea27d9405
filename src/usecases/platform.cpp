// SPDX-License-Identifier: Apache-2.0
#include "usecases/platform.hpp"

#include "usecases/decided.hpp"

namespace usecases {

Platform::Platform(ports::BusinessStore& store, ports::Journal& journal, Access& access, ports::Clock const& clock)
    : store_(store), journal_(journal), access_(access), clock_(clock)
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
    command.business_id = id;
    command.patch.status = status;
    co_return business_of(co_await journal_.commit(std::move(command)));
}

}
