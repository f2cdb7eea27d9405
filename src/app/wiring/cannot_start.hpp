// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <stdexcept>
#include <utility>

namespace app {

/// Why the server cannot run; the text is for the person who started it.
class CannotStart : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

template <typename T>
T or_cannot_start(base::Result<T> result)
{
    if (!result) throw CannotStart(result.error().detail);
    return std::move(*result);
}

}
