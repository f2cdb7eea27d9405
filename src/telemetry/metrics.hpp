// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace telemetry {

/// A number that only rises. Any thread; a thread mostly touches its own cache line.
class Counter {
public:
    void add(std::uint64_t n = 1) noexcept;
    std::uint64_t value() const noexcept;

private:
    struct alignas(64) Shard {
        std::atomic<std::uint64_t> n{0};
    };
    std::array<Shard, 8> shards_;
};

/// A number that rises and falls. Any thread.
class Gauge {
public:
    void add(std::int64_t n) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }
    void set(std::int64_t n) noexcept { value_.store(n, std::memory_order_relaxed); }
    std::int64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_{0};
};

/// Counts observations in buckets with upper bounds (inclusive), as Prometheus does. Any thread.
class Histogram {
public:
    explicit Histogram(std::span<double const> bounds);

    void record(double value) noexcept;
    void record(std::chrono::nanoseconds duration) noexcept { record(std::chrono::duration<double>(duration).count()); }

    struct Snapshot {
        std::vector<double> bounds;
        std::vector<std::uint64_t> counts;  ///< One more than bounds: the last is +Inf. Not cumulative.
        double sum = 0;
        std::uint64_t count = 0;
    };
    Snapshot snapshot() const;

private:
    std::vector<double> bounds_;
    std::vector<Counter> counts_;
    Counter sum_nanos_;
};

/// The value below which a share of the observations lies, between the bounds of its bucket by proportion; 0 without
/// observations, the last bound for all above it. `share` from 0 to 1.
double quantile(Histogram::Snapshot const& snapshot, double share);

/// Seconds; from 0.25 ms to 10 s.
std::span<double const> latency_bounds();

using Labels = std::vector<std::pair<std::string, std::string>>;

/// Every metric of the process. Registering takes a lock and is for start-up and first use;
/// the references live as long as the registry. The same name and labels give the same metric.
class Registry {
public:
    Counter& counter(std::string_view name, std::string_view help, Labels labels = {});
    Gauge& gauge(std::string_view name, std::string_view help, Labels labels = {});
    Histogram& histogram(std::string_view name, std::string_view help, Labels labels = {},
                         std::span<double const> bounds = latency_bounds());

    struct Visitor {
        std::function<void(std::string_view name, std::string_view help, Labels const&, Counter const&)> counter;
        std::function<void(std::string_view name, std::string_view help, Labels const&, Gauge const&)> gauge;
        std::function<void(std::string_view name, std::string_view help, Labels const&, Histogram const&)> histogram;
    };
    /// Metrics of one name come one after the other. The functions must not call the registry.
    void visit(Visitor const& visitor) const;

    /// `refresh` sets the metrics that are looked up when somebody asks: sizes, depths, ages. Called by `collect`, from
    /// any thread, one call at a time; what it refers to lives until the last `collect`.
    void on_collect(std::function<void()> refresh);

    /// Brings every metric up to date before a visit.
    void collect() const;

private:
    template <typename Metric>
    struct Entry {
        template <typename... Arguments>
        Entry(std::string_view n, std::string_view h, Labels l, Arguments&&... arguments)
            : name(n), help(h), labels(std::move(l)), metric(std::forward<Arguments>(arguments)...)
        {
        }
        std::string name;
        std::string help;
        Labels labels;
        Metric metric;
    };

    template <typename Metric, typename... Arguments>
    static Metric& find_or_add(std::deque<Entry<Metric>>& entries, std::string_view name, std::string_view help,
                               Labels&& labels, Arguments&&... arguments);

    mutable std::mutex refresh_mutex_;  ///< Taken before `mutex_`.
    std::vector<std::function<void()>> refreshes_;

    mutable std::mutex mutex_;
    std::deque<Entry<Counter>> counters_;
    std::deque<Entry<Gauge>> gauges_;
    std::deque<Entry<Histogram>> histograms_;
};

}
