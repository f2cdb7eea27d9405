// SPDX-License-Identifier: Apache-2.0
#include "realtime/log_access.hpp"

namespace realtime {

base::Task<base::Result<void>> require_log(usecases::Access& access, domain::Principal const& caller,
                                           domain::BusinessId business)
{
    auto const permission = co_await access.require(caller, business, domain::Action::read_log);
    if (!permission) co_return std::unexpected(permission.error());
    if (*permission != domain::Permission::granted)
        co_return base::failure(base::FailureKind::forbidden, "forbidden", "The caller may not do this.");
    co_return base::Result<void>();
}

}
