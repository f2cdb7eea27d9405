// SPDX-License-Identifier: Apache-2.0
#include "telemetry/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace telemetry {

namespace {

constexpr double nanos_per_second = 1e9;

/// A number of its own for each of the first threads, shared by later ones.
std::size_t thread_number()
{
    static std::atomic<std::size_t> next{0};
    thread_local std::size_t const number = next.fetch_add(1, std::memory_order_relaxed);
    return number;
}

}

void Counter::add(std::uint64_t n) noexcept
{
    shards_[thread_number() % shards_.size()].n.fetch_add(n, std::memory_order_relaxed);
}

std::uint64_t Counter::value() const noexcept
{
    return std::accumulate(shards_.begin(), shards_.end(), std::uint64_t{0}, [](std::uint64_t sum, Shard const& shard) {
        return sum + shard.n.load(std::memory_order_relaxed);
    });
}

Histogram::Histogram(std::span<double const> bounds) : bounds_(bounds.begin(), bounds.end()), counts_(bounds.size() + 1)
{
}

void Histogram::record(double value) noexcept
{
    if (std::isnan(value)) return;
    auto const bucket = std::ranges::lower_bound(bounds_, value) - bounds_.begin();
    counts_[static_cast<std::size_t>(bucket)].add();
    // The sum may only rise, and one wild value must not overflow it.
    sum_nanos_.add(static_cast<std::uint64_t>(std::clamp(value, 0.0, 1e9) * nanos_per_second));
}

Histogram::Snapshot Histogram::snapshot() const
{
    Snapshot result;
    result.bounds = bounds_;
    for (auto const& count : counts_) {
        result.counts.push_back(count.value());
        result.count += result.counts.back();
    }
    result.sum = static_cast<double>(sum_nanos_.value()) / nanos_per_second;
    return result;
}

double quantile(Histogram::Snapshot const& snapshot, double share)
{
    if (snapshot.count == 0) return 0;
    auto const wanted = share * static_cast<double>(snapshot.count);
    double below = 0;
    for (std::size_t i = 0; i < snapshot.bounds.size(); ++i) {
        auto const here = static_cast<double>(snapshot.counts[i]);
        if (here > 0 && below + here >= wanted) {
            auto const from = i == 0 ? 0 : snapshot.bounds[i - 1];
            return from + (snapshot.bounds[i] - from) * (wanted - below) / here;
        }
        below += here;
    }
    return snapshot.bounds.back();
}

std::span<double const> latency_bounds()
{
    static constexpr std::array bounds{0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                       0.1,     0.25,   0.5,   1.0,    2.5,   5.0,  10.0};
    return bounds;
}

template <typename Metric, typename... Arguments>
Metric& Registry::find_or_add(std::deque<Entry<Metric>>& entries, std::string_view name, std::string_view help,
                              Labels&& labels, Arguments&&... arguments)
{
    auto const known = std::ranges::find_if(
        entries, [&](Entry<Metric> const& entry) { return entry.name == name && entry.labels == labels; });
    if (known != entries.end()) return known->metric;
    return entries.emplace_back(name, help, std::move(labels), std::forward<Arguments>(arguments)...).metric;
}

Counter& Registry::counter(std::string_view name, std::string_view help, Labels labels)
{
    std::lock_guard const lock(mutex_);
    return find_or_add(counters_, name, help, std::move(labels));
}

Gauge& Registry::gauge(std::string_view name, std::string_view help, Labels labels)
{
    std::lock_guard const lock(mutex_);
    return find_or_add(gauges_, name, help, std::move(labels));
}

Histogram& Registry::histogram(std::string_view name, std::string_view help, Labels labels,
                               std::span<double const> bounds)
{
    std::lock_guard const lock(mutex_);
    return find_or_add(histograms_, name, help, std::move(labels), bounds);
}

void Registry::visit(Visitor const& visitor) const
{
    auto const visit_by_name = [](auto const& entries, auto const& visit) {
        if (!visit) return;
        std::vector<decltype(&entries.front())> sorted;
        for (auto const& entry : entries) sorted.push_back(&entry);
        std::ranges::stable_sort(sorted, {}, [](auto const* entry) -> auto const& { return entry->name; });
        for (auto const* entry : sorted) visit(entry->name, entry->help, entry->labels, entry->metric);
    };
    std::lock_guard const lock(mutex_);
    visit_by_name(counters_, visitor.counter);
    visit_by_name(gauges_, visitor.gauge);
    visit_by_name(histograms_, visitor.histogram);
}

void Registry::on_collect(std::function<void()> refresh)
{
    std::lock_guard const lock(refresh_mutex_);
    refreshes_.push_back(std::move(refresh));
}

void Registry::collect() const
{
    std::lock_guard const lock(refresh_mutex_);
    for (auto const& refresh : refreshes_) refresh();
}

}
