// SPDX-License-Identifier: Apache-2.0
#include "base/work_queue.hpp"

#include <utility>

namespace base {

WorkQueue::WorkQueue(std::size_t threads, std::size_t limit) : limit_(limit)
{
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

void WorkQueue::stop()
{
    {
        std::lock_guard const lock(mutex_);
        is_stopping_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    for (auto& job : std::exchange(waiting_, {})) job->refuse(shutting_down());
}

void WorkQueue::push(std::unique_ptr<Job> job)
{
    auto refusal = shutting_down();
    {
        std::lock_guard const lock(mutex_);
        if (!is_stopping_ && waiting_.size() < limit_) {
            waiting_.push_back(std::move(job));
            wake_.notify_one();
            return;
        }
        if (!is_stopping_) {
            ++refused_;
            refusal = {FailureKind::unavailable, "busy", "Too much of this is waiting already; try again."};
        }
    }
    job->refuse(std::move(refusal));
}

std::size_t WorkQueue::waiting()
{
    std::lock_guard const lock(mutex_);
    return waiting_.size();
}

std::size_t WorkQueue::take_refused()
{
    std::lock_guard const lock(mutex_);
    return std::exchange(refused_, 0);
}

void WorkQueue::work()
{
    while (auto const job = next()) job->run();
}

std::unique_ptr<Job> WorkQueue::next()
{
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return is_stopping_ || !waiting_.empty(); });
    if (is_stopping_) return nullptr;
    auto job = std::move(waiting_.front());
    waiting_.pop_front();
    return job;
}

}
