// SPDX-License-Identifier: Apache-2.0
#include "model/server.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace model {

base::Task<void> Server::others_first()
{
    auto executor = co_await boost::asio::this_coro::executor;
    co_await boost::asio::post(executor, boost::asio::use_awaitable);
}

Moment Server::moment_of(Session const& session, ReadConcern concern)
{
    if (concern == ReadConcern::linearizable || !happens(faults_.stale)) return now_;
    auto const lag = std::min(now_, static_cast<Moment>(chance_() % (faults_.most_lag + 1)));
    return std::max({session.seen, oldest_readable_, now_ - lag});
}

void Server::deliver_late()
{
    constexpr unsigned chance_of_each = 20;
    for (std::size_t i = 0; i < late_.size();) {
        if (!happens(chance_of_each)) {
            ++i;
            continue;
        }
        late_[i](++now_);
        late_.erase(late_.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

void Server::settle()
{
    std::scoped_lock const lock(mutex_);
    for (auto& write : std::exchange(late_, {})) write(++now_);
    oldest_readable_ = now_;
}

}
