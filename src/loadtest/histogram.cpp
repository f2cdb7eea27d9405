// SPDX-License-Identifier: Apache-2.0
#include "loadtest/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace loadtest {

namespace {

constexpr unsigned sub_bits = 7;
constexpr std::uint64_t sub_buckets = 1U << sub_bits;

std::size_t bucket_of(std::uint64_t value)
{
    if (value < sub_buckets) return value;
    auto const shift = static_cast<unsigned>(std::bit_width(value)) - sub_bits - 1;
    return (shift + 1) * sub_buckets + ((value >> shift) & (sub_buckets - 1));
}

/// The largest value that falls into the bucket.
std::uint64_t top_of(std::size_t bucket)
{
    if (bucket < sub_buckets) return bucket;
    auto const shift = bucket / sub_buckets - 1;
    auto const first = (sub_buckets + bucket % sub_buckets) << shift;
    return first + (std::uint64_t{1} << shift) - 1;
}

std::int64_t microseconds(double nanos) { return std::llround(nanos / 1'000.0); }

}

Histogram::Histogram() : buckets_((64 - sub_bits + 1) * sub_buckets) {}

void Histogram::record(Nanos value)
{
    value = std::max<Nanos>(value, 0);
    ++buckets_[bucket_of(static_cast<std::uint64_t>(value))];
    ++count_;
    max_ = std::max(max_, value);
    sum_ += static_cast<double>(value);
}

Nanos Histogram::percentile(double share) const
{
    auto const wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
        seen += buckets_[bucket];
        if (seen >= wanted && seen > 0) return std::min(static_cast<Nanos>(top_of(bucket)), max_);
    }
    return 0;
}

boost::json::object Histogram::to_json() const
{
    auto const at = [this](double share) { return microseconds(static_cast<double>(percentile(share))); };
    return {{"p50", at(0.5)},
            {"p90", at(0.9)},
            {"p99", at(0.99)},
            {"p999", at(0.999)},
            {"max", microseconds(static_cast<double>(max_))},
            {"mean", count_ == 0 ? 0 : microseconds(sum_ / static_cast<double>(count_))}};
}

}
