// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/engine/writer.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <chrono>
#include <iterator>

namespace adapters::sqlite {

namespace {

/// An idle writer checkpoints small logs too, so that a busy one starts with room.
constexpr int idle_checkpoint_pages = 500;

using SteadyClock = std::chrono::steady_clock;

}

struct Writer::UnattendedJob final : Job {
    explicit UnattendedJob(std::function<void(WriteAccess&)> w) : write(std::move(w)) {}
    bool run(WriteAccess& access) override
    {
        write(access);
        return true;
    }
    void fail(base::Failure) override {}

    std::function<void(WriteAccess&)> write;
};

Writer::Writer(std::unique_ptr<Database> database, OpenOrders& open_orders, DueOrders& due_orders, Feed const& feed,
               Options options, ports::Clock const& clock, ports::TimeZones const& time_zones, telemetry::Log& log,
               telemetry::Registry& registry)
    : database_(std::move(database)),
      ledgers_(*database_, open_orders, due_orders, time_zones),
      options_(std::move(options)),
      clock_(clock),
      log_(log),
      feed_(feed),
      metrics_(registry)
{
    sqlite3_wal_hook(
        database_->handle(),
        [](void* self, sqlite3*, char const*, int pages) {
            static_cast<Writer*>(self)->wal_pages_ = pages;
            return SQLITE_OK;
        },
        this);
    ledgers_.load();
    registry.on_collect([this] { metrics_.queue_depth.set(static_cast<std::int64_t>(waiting())); });
}

Writer::~Writer() { stop(); }

void Writer::start()
{
    thread_ = std::thread([this] { loop(); });
}

std::size_t Writer::waiting()
{
    std::scoped_lock const lock(mutex_);
    return queue_.size();
}

void Writer::stop()
{
    {
        std::scoped_lock const lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

base::Task<base::Result<bool>> Writer::empty_log()
{
    // Not inside the transaction, but before its answers.
    auto const asked = co_await run<void>([this](WriteAccess&) -> base::Result<void> {
        is_emptying_wanted_ = true;
        return {};
    });
    if (!asked) co_return std::unexpected(asked.error());
    co_return is_log_empty_.load();
}

void Writer::run_unattended(std::function<void(WriteAccess&)> write)
{
    auto job = std::make_unique<UnattendedJob>(std::move(write));
    std::scoped_lock const lock(mutex_);
    if (stopping_ || queue_.size() >= options_.queue_limit) return;
    queue_.emplace_back(std::move(job));
    if (queue_.size() == 1) wake_.notify_one();
}

void Writer::enqueue(Job& job)
{
    std::optional<base::Failure> refusal;
    {
        std::scoped_lock const lock(mutex_);
        if (stopping_) {
            refusal = base::shutting_down();
        } else if (queue_.size() >= options_.queue_limit) {
            metrics_.refused_busy.add();
            refusal = base::unavailable("busy", "too many writes are waiting");
        } else {
            queue_.emplace_back(job);
            if (queue_.size() == 1) wake_.notify_one();
        }
    }
    if (!refusal) return;
    job.fail(std::move(*refusal));
    // The coroutine is still being suspended: it resumes from its executor's queue.
    auto const executor = job.waiter->executor();
    boost::asio::post(executor, [waiter = std::move(*job.waiter)]() mutable { waiter.resume(0); });
}

void Writer::loop()
{
    for (;;) {
        auto const jobs = take();
        if (jobs.empty()) return;
        process(jobs);
    }
}

/// Everything that waits, up to the batch limit; empty at the end.
Writer::Jobs Writer::take()
{
    std::unique_lock lock(mutex_);
    if (queue_.empty()) {
        lock.unlock();
        checkpoint_if_due(true);
        lock.lock();
    }
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.size() <= options_.batch_limit) return std::exchange(queue_, {});
    auto const end = queue_.begin() + static_cast<std::ptrdiff_t>(options_.batch_limit);
    Jobs jobs(std::move_iterator(queue_.begin()), std::move_iterator(end));
    queue_.erase(queue_.begin(), end);
    return jobs;
}

void Writer::process(Jobs const& jobs)
{
    metrics_.batch_writes.record(static_cast<double>(jobs.size()));
    if (dead_) {
        for (auto const& job : jobs)
            job->fail(base::unavailable("outcome_unknown", "the store failed; retry with the same key"));
        answer(jobs);
        return;
    }
    try {
        run_jobs(jobs);
        if (std::exchange(is_emptying_wanted_, false)) is_log_empty_.store(truncate_log());
        writable_.store(true, std::memory_order_relaxed);
    } catch (DatabaseError const& error) {
        batch_failed(jobs, error);
    }
    answer(jobs);
    checkpoint_if_due(false);
}

void Writer::run_jobs(Jobs const& jobs)
{
    database_->execute("BEGIN IMMEDIATE");
    WriteAccess access{*database_, ledgers_, clock_.now()};
    for (auto const& job : jobs) run_in_savepoint(*job, access);

    auto const begin = SteadyClock::now();
    database_->query("COMMIT").run();
    metrics_.commit_seconds.record(SteadyClock::now() - begin);

    metrics_.wal_pages.set(wal_pages_);

    auto const news = ledgers_.commit();
    feed_.tell(news.events);
    feed_.tell(news.revocations);
    feed_.tell(news.marks);
}

void Writer::run_in_savepoint(Job& job, WriteAccess& access)
{
    auto const mark = ledgers_.mark();
    database_->query("SAVEPOINT one").run();
    bool is_kept = false;
    try {
        is_kept = job.run(access);
    } catch (DatabaseError const& error) {
        // A full disk or a failing device concerns the whole transaction; the rest is this write's own fault.
        if (!database_->in_transaction() || (error.code() & 0xff) == SQLITE_FULL ||
            (error.code() & 0xff) == SQLITE_IOERR)
            throw;
        log_.error("store_write_failed", {{"code", error.code()}, {"reason", error.what()}});
        job.fail(base::unavailable("store_failed", "the store could not do this"));
    }
    if (!is_kept) {
        database_->query("ROLLBACK TO one").run();
        ledgers_.roll_back_to(mark);
    }
    database_->query("RELEASE one").run();
}

void Writer::batch_failed(Jobs const& jobs, DatabaseError const& error)
{
    metrics_.failed_commits.add();
    writable_.store(false, std::memory_order_relaxed);
    log_.error("store_commit_failed", {{"code", error.code()}, {"reason", error.what()}, {"writes", jobs.size()}});
    try {
        if (database_->in_transaction()) database_->execute("ROLLBACK");
    } catch (DatabaseError const& second) {
        log_.error("store_rollback_failed", {{"code", second.code()}, {"reason", second.what()}});
    }
    ledgers_.roll_back();

    // After a failed sync the kernel may have dropped the pages: only a restart's recovery knows what is there.
    dead_ = error.is_failed_sync();
    for (auto const& job : jobs)
        job->fail(dead_ ? base::unavailable("outcome_unknown", "the store failed; retry with the same key")
                        : base::unavailable("store_failed", "the store cannot write now"));
    if (dead_ && options_.on_fatal) options_.on_fatal(error.what());
}

/// Resumes each waiting coroutine on its own core, with one post a core.
void Writer::answer(Jobs const& jobs)
{
    record_durations(jobs);
    // The post owns the coroutines: when a core is stopped before it runs, they are destroyed with it.
    std::vector<std::pair<boost::asio::any_io_executor, std::vector<base::Suspended<int>>>> by_core;
    for (auto const& job : jobs) {
        if (!job->waiter) continue;
        auto waiter = std::move(*job->waiter);
        auto executor = waiter.executor();
        auto known = std::ranges::find(by_core, executor, &decltype(by_core)::value_type::first);
        if (known == by_core.end())
            known = by_core.emplace(by_core.end(), std::move(executor), std::vector<base::Suspended<int>>());
        known->second.push_back(std::move(waiter));
    }
    for (auto& [executor, waiting] : by_core)
        boost::asio::post(executor, [resumed = std::move(waiting)]() mutable {
            for (auto& waiter : resumed) waiter.resume(0);
        });
}

/// One line for all slow writes of a batch: they were slow together.
void Writer::record_durations(Jobs const& jobs)
{
    auto const now = SteadyClock::now();
    SteadyClock::duration longest{0};
    std::size_t slow = 0;
    for (auto const& job : jobs) {
        auto const duration = now - job->asked_at;
        metrics_.write_seconds.record(duration);
        longest = std::max(longest, duration);
        if (duration > options_.slow_operation) ++slow;
    }
    if (slow == 0) return;
    metrics_.slow_writes.add(slow);
    log_.warning("slow_operation",
                 {{"operation", "store_write"},
                  {"duration_us", std::chrono::duration_cast<std::chrono::microseconds>(longest).count()},
                  {"writes", slow},
                  {"batch", jobs.size()}});
}

void Writer::checkpoint_if_due(bool is_idle)
{
    auto const limit = is_idle ? std::min(idle_checkpoint_pages, static_cast<int>(options_.checkpoint_pages))
                               : static_cast<int>(options_.checkpoint_pages);
    // A log that readers keep from being reset is tried again only when it has grown by as much once more.
    if (dead_ || wal_pages_ - checkpointed_at_ < limit) return;
    try {
        checkpoint();
    } catch (DatabaseError const& error) {
        log_.error("store_checkpoint_failed", {{"code", error.code()}, {"reason", error.what()}});
        checkpointed_at_ = wal_pages_;
    }
}

void Writer::checkpoint()
{
    auto const begin = SteadyClock::now();
    int in_log = 0;
    int copied = 0;
    int const code =
        sqlite3_wal_checkpoint_v2(database_->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &in_log, &copied);
    metrics_.checkpoint_seconds.record(SteadyClock::now() - begin);
    if (code != SQLITE_OK && code != SQLITE_BUSY) throw DatabaseError(code, sqlite3_errmsg(database_->handle()));
    // All copied: the next commit starts the log from its beginning and the hook counts from there.
    checkpointed_at_ = copied == in_log ? 0 : in_log;
    if (copied == in_log) wal_pages_ = 0;
    metrics_.wal_pages.set(wal_pages_);
}

bool Writer::truncate_log()
{
    auto* const handle = database_->handle();
    int const code = sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    if ((code & 0xff) == SQLITE_BUSY) return false;
    if (code != SQLITE_OK) {
        log_.error("store_checkpoint_failed", {{"code", code}, {"reason", sqlite3_errmsg(handle)}});
        return false;
    }
    checkpointed_at_ = 0;
    wal_pages_ = 0;
    return true;
}

}
