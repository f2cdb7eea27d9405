// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

namespace base {

/// One `io_context(1)` and one thread per core. Whatever belongs to a core is touched by its thread only;
/// other threads reach it with `post`.
class Cores {
public:
    explicit Cores(std::size_t count);

    /// Stops and joins.
    ~Cores();

    Cores(Cores const&) = delete;
    Cores& operator=(Cores const&) = delete;

    std::size_t count() const { return contexts_.size(); }
    boost::asio::io_context& context(std::size_t core) { return *contexts_[core]; }

    /// Starts the threads. Each runs until `stop`, even without work.
    void start();

    /// Ends the threads' loops, drops what is still queued when destroyed. Any thread but a core's own.
    void stop();

private:
    using WorkGuard = boost::asio::executor_work_guard<boost::asio::io_context::executor_type>;

    std::vector<std::unique_ptr<boost::asio::io_context>> contexts_;
    std::vector<WorkGuard> guards_;
    std::vector<std::thread> threads_;
};

}
