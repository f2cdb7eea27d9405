// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

namespace base {

/// Empties a string or a container, or a struct of such, and gives its memory back: assigning `{}` keeps it.
template <typename T>
void release(T& holder)
{
    T empty{};
    std::swap(holder, empty);
}

}
