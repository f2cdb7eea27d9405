// SPDX-License-Identifier: Apache-2.0
#include "app/server/stop_signal.hpp"

#include <boost/asio/post.hpp>

#include <csignal>
#include <utility>

namespace app {

StopSignal::StopSignal() : io_(1), signals_(io_, SIGTERM, SIGINT), hangups_(io_)
{
    std::signal(SIGPIPE, SIG_IGN);
    signals_.async_wait([this](boost::system::error_code, int) { io_.stop(); });
}

void StopSignal::on_hangup(std::function<void()> act)
{
    on_hangup_ = std::move(act);
    hangups_.add(SIGHUP);
    wait_for_hangup();
}

void StopSignal::wait_for_hangup()
{
    hangups_.async_wait([this](boost::system::error_code error, int) {
        if (error) return;
        on_hangup_();
        wait_for_hangup();
    });
}

void StopSignal::fail(std::string reason)
{
    boost::asio::post(io_, [this, reason = std::move(reason)]() mutable {
        failure_ = std::move(reason);
        io_.stop();
    });
}

std::string StopSignal::wait()
{
    io_.run();
    // Gives the signals back to the system, whose way with them is to end the process.
    signals_.clear();
    return failure_;
}

}
