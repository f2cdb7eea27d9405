// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"

namespace ports {

/// Whether a store can do its work. Any thread.
class StoreHealth {
public:
    virtual ~StoreHealth() = default;

    /// False after a write failed, until one succeeds. At once.
    virtual bool is_writable() const = 0;

    /// A write that changes nothing and is as durable as others, so that `is_writable` is right although nobody else
    /// writes. Fails where an order could not be stored.
    virtual base::Task<base::Result<void>> probe() = 0;
};

}
