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
    auto const executor = co_await boost::asio::this_coro::executor;
    std::vector<std::optional<T>> results(tasks.size());
    std::size_t left = tasks.size();
    std::exception_ptr failure;
    if (!tasks.empty()) {
        co_await suspend<int>([&](Suspended<int> suspended) {
            // Held by the tasks' ends alone: when a stopped core drops them, this coroutine goes with the last one.
            auto const waiter = std::make_shared<Suspended<int>>(std::move(suspended));
            for (std::size_t i = 0; i < tasks.size(); ++i)
                boost::asio::co_spawn(executor, std::move(tasks[i]),
                                      [&results, &left, &failure, waiter, i](std::exception_ptr failed, T result) {
                                          if (failed) failure = failed;
                                          results[i] = std::move(result);
                                          if (--left == 0) answer(std::move(*waiter), 0);
                                      });
        });
    }
    if (failure) std::rethrow_exception(failure);
    std::vector<T> values;
    for (auto& result : results) values.push_back(std::move(*result));
    co_return values;
}

}
