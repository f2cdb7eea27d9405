// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <string>

namespace app {

/// SIGTERM and SIGINT, or a failure that the process must not outlive. One per process, while it serves.
class StopSignal {
public:
    /// From here on the two signals are caught and SIGPIPE is ignored.
    StopSignal();

    /// Ends `wait`, as a failure. Any thread.
    void fail(std::string reason);

    /// Blocks until a signal or a failure; the reason, empty for a signal. Afterwards a signal ends the process
    /// at once.
    std::string wait();

private:
    boost::asio::io_context io_;
    boost::asio::signal_set signals_;
    std::string failure_;
};

}
