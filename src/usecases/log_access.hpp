// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/log_filter.hpp"
#include "domain/principal.hpp"
#include "usecases/access.hpp"

namespace usecases {

/// What the caller may read of the business's log; what Access::require says.
base::Task<base::Result<domain::LogFilter>> require_log(Access& access, domain::Principal const& caller,
                                                        domain::BusinessId business);

/// The same for one who could read a moment ago and whom a revocation concerns: also whether the credential is good.
base::Task<base::Result<void>> recheck_log(Access& access, domain::Principal const& caller,
                                           domain::BusinessId business);

}
