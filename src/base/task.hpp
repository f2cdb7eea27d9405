// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>

namespace base {

/// A coroutine that runs on one core: it resumes on the executor that it was spawned on.
template <typename T>
using Task = boost::asio::awaitable<T>;

}
