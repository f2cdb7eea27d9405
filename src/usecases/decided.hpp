// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "ports/journal.hpp"

namespace usecases {

/// What a command about a business left of it; a refusal is a failure.
inline base::Result<domain::Business> business_of(base::Result<ports::Decided> decided)
{
    if (!decided) return std::unexpected(decided.error());
    if (auto const* refused = decided->refused()) return std::unexpected(refused->failure);
    return std::move(*decided->business);
}

}
