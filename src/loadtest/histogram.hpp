// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadtest/clock.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <vector>

namespace loadtest {

/// Counts durations in buckets whose width grows with the value: 128 to each power of two, so that a
/// percentile is off by less than 1 % at any scale (the idea of HdrHistogram). The maximum is exact.
class Histogram {
public:
    Histogram();

    /// Negative values count as 0.
    void record(Nanos value);

    std::uint64_t count() const { return count_; }

    /// The value that `share` (0…1) of all values do not exceed; 0 when there are none.
    Nanos percentile(double share) const;

    /// p50, p90, p99, p999, max and mean in microseconds.
    boost::json::object to_json() const;

private:
    std::vector<std::uint64_t> buckets_;
    std::uint64_t count_ = 0;
    Nanos max_ = 0;
    double sum_ = 0;
};

}
