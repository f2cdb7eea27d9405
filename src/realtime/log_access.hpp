// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/principal.hpp"
#include "usecases/access.hpp"

namespace realtime {

/// Whether the caller may read everything in the business's log: what Access::require says, and `forbidden` for
/// those who may read some of it only, since nothing here filters.
base::Task<base::Result<void>> require_log(usecases::Access& access, domain::Principal const& caller,
                                           domain::BusinessId business);

}
