// SPDX-License-Identifier: Apache-2.0
#include "usecases/log_access.hpp"

#include "domain/failures.hpp"

namespace usecases {

base::Task<base::Result<domain::LogFilter>> require_log(Access& access, domain::Principal const& caller,
                                                        domain::BusinessId business)
{
    auto const permission = co_await access.require(caller, business, domain::Action::read_log);
    if (!permission) co_return std::unexpected(permission.error());
    auto const* channel = caller.channel();
    if (*permission == domain::Permission::own_orders_only && channel) co_return domain::LogFilter{channel->key};
    if (*permission != domain::Permission::granted) co_return std::unexpected(domain::not_permitted());
    co_return domain::LogFilter();
}

base::Task<base::Result<void>> recheck_log(Access& access, domain::Principal const& caller, domain::BusinessId business)
{
    auto const is_good = co_await access.recheck(caller);
    if (!is_good) co_return std::unexpected(is_good.error());
    auto const filter = co_await require_log(access, caller, business);
    if (!filter) co_return std::unexpected(filter.error());
    co_return base::Result<void>();
}

}
