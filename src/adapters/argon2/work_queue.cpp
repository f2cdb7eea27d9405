// SPDX-License-Identifier: Apache-2.0
#include "adapters/argon2/work_queue.hpp"

namespace adapters::argon2 {

WorkQueue::WorkQueue(std::size_t threads, std::size_t limit) : limit_(limit)
{
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

WorkQueue::~WorkQueue()
{
    {
        std::lock_guard const lock(mutex_);
        is_stopping_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_) thread.join();
    for (auto& job : waiting_)
        job->refuse({base::FailureKind::unavailable, "shutting_down", "The server is stopping."});
}

void WorkQueue::push(std::unique_ptr<Job> job)
{
    {
        std::lock_guard const lock(mutex_);
        if (waiting_.size() < limit_) {
            waiting_.push_back(std::move(job));
            wake_.notify_one();
            return;
        }
    }
    job->refuse({base::FailureKind::unavailable, "busy", "Too many people are signing in just now; try again."});
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
