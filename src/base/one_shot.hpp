// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <optional>
#include <utility>

namespace base {

/// The suspended coroutine of `suspend()`: resume it once, on its own executor's thread.
///
/// A handle that is destroyed without `resume` destroys the coroutine that waits on it.
template <typename T>
class Suspended {
    using Token = boost::asio::use_awaitable_t<>;

public:
    using Handler = typename boost::asio::async_result<Token, void(T)>::handler_type;

    explicit Suspended(Handler&& handler) : handler_(std::move(handler)) {}

    /// Where `resume` must be called.
    boost::asio::any_io_executor executor() const { return boost::asio::get_associated_executor(handler_); }

    void resume(T value) { std::move(handler_)(std::move(value)); }

private:
    Handler handler_;
};

/// Suspends the calling coroutine and gives its handle to `start(Suspended<T>)`,
/// which may pass it to any thread. The value of `resume` is the value of `co_await`.
template <typename T, typename Start>
auto suspend(Start start)
{
    return boost::asio::async_initiate<boost::asio::use_awaitable_t<> const, void(T)>(
        [start = std::move(start)](auto handler) mutable { start(Suspended<T>(std::move(handler))); },
        boost::asio::use_awaitable);
}

/// Resumes the coroutine on its own executor, from any thread.
template <typename T>
void answer(Suspended<T> waiting, T value)
{
    auto const executor = waiting.executor();
    boost::asio::post(executor, [waiting = std::move(waiting), value = std::move(value)]() mutable {
        waiting.resume(std::move(value));
    });
}

}
