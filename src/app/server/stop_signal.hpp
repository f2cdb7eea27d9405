// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <functional>
#include <string>

namespace app {

/// SIGTERM and SIGINT, or a failure that the process must not outlive. One per process, while it serves.
class StopSignal {
public:
    /// From here on the two signals are caught and SIGPIPE is ignored.
    StopSignal();

    /// From here on SIGHUP calls `act`, on the thread in `wait`; after `wait` it does nothing.
    void on_hangup(std::function<void()> act);

    /// Ends `wait`, as a failure. Any thread.
    void fail(std::string reason);

    /// Blocks until a signal or a failure; the reason, empty for a signal. Afterwards a signal ends the process
    /// at once.
    std::string wait();

private:
    void wait_for_hangup();

    boost::asio::io_context io_;
    boost::asio::signal_set signals_;
    boost::asio::signal_set hangups_;
    std::function<void()> on_hangup_;
    std::string failure_;
};

}
