// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <utility>

namespace domain {

/// A member that a merge patch (RFC 7396) leaves (outer nothing), clears (inner nothing) or sets.
template <typename T>
using Patched = std::optional<std::optional<T>>;

/// A value stays where the patch says nothing; a patched member may also be cleared.
template <typename T>
void merge(T& value, std::optional<T>& patch)
{
    if (patch) value = std::move(*patch);
}

}
