// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/ids.hpp"
#include "domain/order.hpp"

namespace ports {

/// Keeps who first showed an order to somebody. It lies beside the log: no event, no version of the order.
/// Threads and failures as OrderReader. Contract: tests/conformance/order_reader_suite.cpp.
class Sightings {
public:
    virtual ~Sightings() = default;

    /// Notes that `by` showed the order; of several, at once too, the first one stays: true for that one, false for
    /// the others. Unknown order: `not_found`.
    virtual base::Task<base::Result<bool>> note(domain::OrderId id, domain::Actor by) = 0;
};

}
