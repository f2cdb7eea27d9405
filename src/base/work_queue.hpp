// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/one_shot.hpp"
#include "base/result.hpp"
#include "base/task.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace base {

/// Something slow that somebody waits for. Exactly one of `run` and `refuse` is called, once.
class Job {
public:
    virtual ~Job() = default;
    virtual void run() = 0;
    virtual void refuse(Failure failure) = 0;
};

/// Runs jobs on a few threads, in the order in which they came; at most `limit` wait.
class WorkQueue {
public:
    WorkQueue(std::size_t threads, std::size_t limit);

    ~WorkQueue() { stop(); }

    WorkQueue(WorkQueue const&) = delete;
    WorkQueue& operator=(WorkQueue const&) = delete;

    /// Any thread. When full the job is refused at once, on this thread: `unavailable` `busy`; after `stop`
    /// `shutting_down`.
    void push(std::unique_ptr<Job> job);

    std::size_t waiting();

    /// How many were refused because it was full since this was asked before. Any thread.
    std::size_t take_refused();

    /// Finishes the jobs that run, refuses those that wait. From one thread, not one of its own.
    void stop();

private:
    void work();
    std::unique_ptr<Job> next();

    std::size_t const limit_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::unique_ptr<Job>> waiting_;  ///< Guarded by mutex_.
    std::size_t refused_ = 0;                   ///< Guarded by mutex_.
    bool is_stopping_ = false;                  ///< Guarded by mutex_.
    std::vector<std::thread> threads_;
};

/// What `work` makes (a Result), for the coroutine that waits for it. The work is gone before the coroutine goes on.
template <typename Work>
class AwaitedJob final : public Job {
public:
    using Answer = std::invoke_result_t<Work&>;

    AwaitedJob(Suspended<Answer> waiting, Work work) : waiting_(std::move(waiting)), work_(std::move(work)) {}

    void run() override { end(std::invoke(*work_)); }
    void refuse(Failure failure) override { end(std::unexpected(std::move(failure))); }

private:
    void end(Answer result)
    {
        work_.reset();
        answer(std::move(waiting_), std::move(result));
    }

    Suspended<Answer> waiting_;
    std::optional<Work> work_;
};

/// Runs `work` (() → Result<T>) on a thread of `queue`, which must live until then, and returns its result on the
/// caller's own executor; or why the queue refused it. Whatever `work` holds is destroyed before the caller goes on.
template <typename Work>
Task<std::invoke_result_t<Work&>> run_on(WorkQueue& queue, Work work)
{
    using Answer = std::invoke_result_t<Work&>;
    co_return co_await suspend<Answer>([&queue, &work](Suspended<Answer> waiting) {
        queue.push(std::make_unique<AwaitedJob<Work>>(std::move(waiting), std::move(work)));
    });
}

}
