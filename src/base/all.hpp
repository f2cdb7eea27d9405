// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/one_shot.hpp"
#include "base/task.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <vector>

namespace base {

/// Runs the tasks side by side on the caller's core and returns what each came to, in their order, when the last one has
/// ended. An exception of one is thrown then.
template <typename T>
Task<std::vector<T>> all(std::vector<Task<T>> tasks)
{
    struct Running {
        std::vector<std::optional<T>> results;
        std::size_t left;
        std::exception_ptr failure;
        std::optional<Suspended<int>> waiter;
    };
    auto const running =
        std::make_shared<Running>(Running{std::vector<std::optional<T>>(tasks.size()), tasks.size(), {}, {}});
    auto const executor = co_await boost::asio::this_coro::executor;
    if (!tasks.empty()) {
        co_await suspend<int>([&](Suspended<int> waiter) {
            running->waiter.emplace(std::move(waiter));
            for (std::size_t i = 0; i < tasks.size(); ++i)
                boost::asio::co_spawn(executor, std::move(tasks[i]),
                                      [running, i](std::exception_ptr failure, T result) {
                                          if (failure) running->failure = failure;
                                          running->results[i] = std::move(result);
                                          if (--running->left == 0) answer(std::move(*running->waiter), 0);
                                      });
        });
    }
    if (running->failure) std::rethrow_exception(running->failure);
    std::vector<T> results;
    for (auto& result : running->results) results.push_back(std::move(*result));
    co_return results;
}

}
