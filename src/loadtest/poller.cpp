// SPDX-License-Identifier: Apache-2.0
#include "loadtest/poller.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace loadtest {

namespace {

[[noreturn]] void fail(char const* what) { throw std::system_error(errno, std::generic_category(), what); }

}

Poller::Poller() : epoll_(epoll_create1(EPOLL_CLOEXEC)), scratch_(256 * 1024)
{
    if (epoll_ < 0) fail("epoll_create1");
    // Otherwise the kernel may round every wait up by 50 microseconds.
    prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
}

Poller::~Poller() { close(epoll_); }

void Poller::add(int descriptor, Watcher& watcher)
{
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP;
    event.data.ptr = &watcher;
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) != 0) fail("epoll_ctl");
}

void Poller::change(int descriptor, Watcher& watcher, bool wants_output)
{
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP | (wants_output ? EPOLLOUT : 0U);
    event.data.ptr = &watcher;
    if (epoll_ctl(epoll_, EPOLL_CTL_MOD, descriptor, &event) != 0) fail("epoll_ctl");
}

void Poller::wait(Nanos until)
{
    std::array<epoll_event, 256> events;
    auto const left = std::max<Nanos>(until - now(), 0);
    timespec const timeout{.tv_sec = left / second, .tv_nsec = left % second};
    auto const ready = epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &timeout, nullptr);
    if (ready < 0 && errno != EINTR) fail("epoll_pwait2");
    for (int i = 0; i < ready; ++i) {
        auto const& event = events[static_cast<std::size_t>(i)];
        static_cast<Watcher*>(event.data.ptr)->on_ready(event.events);
    }
}

int connect_to(Endpoint const& endpoint, Connecting connecting)
{
    auto const mode = SOCK_STREAM | SOCK_CLOEXEC | (connecting == Connecting::in_background ? SOCK_NONBLOCK : 0);
    auto const descriptor = socket(endpoint.address()->sa_family, mode, 0);
    if (descriptor < 0) fail("socket");
    if (connect(descriptor, endpoint.address(), endpoint.address_size()) != 0 && errno != EINPROGRESS) {
        auto const reason = std::generic_category().message(errno);
        close(descriptor);
        throw Unreachable("connect to " + endpoint.authority() + ": " + reason);
    }
    int const on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(descriptor, F_SETFL, O_NONBLOCK);
    return descriptor;
}

}
