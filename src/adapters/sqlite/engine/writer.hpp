// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapters/sqlite/engine/database.hpp"
#include "adapters/sqlite/engine/feed.hpp"
#include "adapters/sqlite/engine/ledgers.hpp"
#include "adapters/sqlite/engine/writer_metrics.hpp"
#include "base/one_shot.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "ports/clock.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace adapters::sqlite {

/// What a write may use while it runs on the writer's thread, inside its savepoint.
struct WriteAccess {
    Database& database;
    Ledgers& ledgers;
    base::Instant now;
};

/// The one thread with the one writing connection. It takes everything that waits, runs each write in a savepoint
/// of one transaction, commits (the fsync is the batch window), tells the listeners, and only then answers,
/// once per core. It does the checkpoints too, between commits: SQLite before 3.51.3 can corrupt the file when two
/// connections checkpoint or write at one moment ("WAL-reset bug").
class Writer {
public:
    struct Options {
        std::size_t queue_limit;
        std::size_t batch_limit;
        std::size_t checkpoint_pages;
        std::chrono::seconds slow_operation;  ///< A write that takes longer is a warning.
        std::function<void(std::string const&)> on_fatal;
    };

    Writer(std::unique_ptr<Database> database, OpenOrders& open_orders, DueOrders& due_orders, Feed const& feed,
           Options options, ports::Clock const& clock, ports::TimeZones const& time_zones, telemetry::Log& log,
           telemetry::Registry& registry);
    ~Writer();

    void start();

    /// Finishes what is queued, then ends the thread. Later writes fail with `unavailable`.
    void stop();

    /// Any thread; for the metric.
    std::size_t waiting();

    bool is_writable() const { return writable_.load(std::memory_order_relaxed); }

    /// Runs `write` (WriteAccess& → Result<T>) and returns its result once it is durable. A result that is a
    /// failure has changed nothing. Fails with `unavailable`: `busy`, `store_failed`, `outcome_unknown`,
    /// `shutting_down`.
    template <typename T, typename Write>
    base::Task<base::Result<T>> run(Write write)
    {
        // The coroutine owns the job while it is suspended; the queue holds a pointer to it.
        TypedJob<T, Write> job(std::move(write));
        co_await base::suspend<int>([this, &job](base::Suspended<int> waiter) {
            job.waiter.emplace(std::move(waiter));
            enqueue(job);
        });
        co_return std::move(*job.result);
    }

    /// Copies the whole write-ahead log into the file and cuts it to nothing, after the writes that wait. False:
    /// somebody still reads an older state.
    base::Task<base::Result<bool>> empty_log();

    /// The same for a write that nobody waits for; dropped when the queue is full.
    void run_unattended(std::function<void(WriteAccess&)> write);

private:
    struct Job {
        virtual ~Job() = default;
        virtual bool run(WriteAccess& access) = 0;  ///< False: refused; nothing of it is kept.
        virtual void fail(base::Failure failure) = 0;
        std::optional<base::Suspended<int>> waiter;
        std::chrono::steady_clock::time_point asked_at = std::chrono::steady_clock::now();
    };

    template <typename T, typename Write>
    struct TypedJob final : Job {
        explicit TypedJob(Write w) : write(std::move(w)) {}
        bool run(WriteAccess& access) override
        {
            result.emplace(write(access));
            return result->has_value();
        }
        void fail(base::Failure failure) override { result.emplace(std::unexpected(std::move(failure))); }

        Write write;
        std::optional<base::Result<T>> result;
    };

    struct UnattendedJob;

    /// A coroutine's job, which lives until it is answered, or one that the queue itself owns: nobody waits for it.
    class QueuedJob {
    public:
        explicit QueuedJob(Job& job) : job_(&job) {}
        explicit QueuedJob(std::unique_ptr<Job> job) : job_(job.get()), owned_(std::move(job)) {}

        Job& operator*() const { return *job_; }
        Job* operator->() const { return job_; }

    private:
        Job* job_;
        std::unique_ptr<Job> owned_;
    };
    using Jobs = std::vector<QueuedJob>;

    void enqueue(Job& job);
    void loop();
    Jobs take();
    void process(Jobs const& jobs);
    void run_jobs(Jobs const& jobs);
    void run_in_savepoint(Job& job, WriteAccess& access);
    void batch_failed(Jobs const& jobs, DatabaseError const& error);
    void answer(Jobs const& jobs);
    void record_durations(Jobs const& jobs);
    void checkpoint_if_due(bool is_idle);
    void checkpoint();
    bool truncate_log();

    std::unique_ptr<Database> database_;
    Ledgers ledgers_;
    Options options_;
    ports::Clock const& clock_;
    telemetry::Log& log_;
    Feed const& feed_;

    std::mutex mutex_;
    std::condition_variable wake_;
    Jobs queue_;  ///< Guarded by mutex_.
    bool stopping_ = false;
    std::thread thread_;

    std::atomic<bool> writable_{true};
    bool dead_ = false;  ///< A sync failed: nothing is written any more.
    int wal_pages_ = 0;
    int checkpointed_at_ = 0;
    bool is_emptying_wanted_ = false;
    std::atomic<bool> is_log_empty_{false};  ///< After the last time that it was wanted.

    WriterMetrics metrics_;
};

}
