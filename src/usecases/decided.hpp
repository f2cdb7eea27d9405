// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "ports/journal.hpp"

#include <utility>

namespace usecases {

/// A refusal is a failure, in its own words.
inline base::Result<ports::Decided> unrefused(base::Result<ports::Decided> decided)
{
    if (auto const* refused = decided ? decided->refused() : nullptr) return std::unexpected(refused->failure);
    return decided;
}

/// What a command about a business left of it; a refusal is a failure.
inline base::Result<domain::Business> business_of(base::Result<ports::Decided> decided)
{
    auto left = unrefused(std::move(decided));
    if (!left) return std::unexpected(std::move(left.error()));
    return std::move(*left->business);
}

}
