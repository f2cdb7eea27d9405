// SPDX-License-Identifier: Apache-2.0
#include "loadtest/stream.hpp"

#include <cerrno>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace loadtest {

Stream::Stream(Poller& poller, Endpoint const& endpoint, Connecting connecting)
    : poller_(poller), endpoint_(endpoint), connecting_(connecting)
{
    reconnect();
}

Stream::~Stream() { close_now(); }

void Stream::reconnect()
{
    close_now();
    descriptor_ = connect_to(endpoint_, connecting_);
    poller_.add(descriptor_, *this);
}

void Stream::close_now()
{
    if (descriptor_ >= 0) close(descriptor_);
    descriptor_ = -1;
    unread_.clear();
    unsent_.clear();
}

void Stream::send(std::string_view bytes)
{
    if (descriptor_ < 0) return;
    if (!unsent_.empty()) {
        unsent_.append(bytes);
        return;
    }
    auto const sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    // An error other than "would block" shows itself on the next read.
    auto const taken = sent < 0 ? 0 : static_cast<std::size_t>(sent);
    if (taken == bytes.size()) return;
    unsent_.assign(bytes.substr(taken));
    poller_.change(descriptor_, *this, true);
}

void Stream::flush()
{
    auto const sent = ::send(descriptor_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
    if (sent > 0) unsent_.erase(0, static_cast<std::size_t>(sent));
    if (unsent_.empty()) poller_.change(descriptor_, *this, false);
}

bool Stream::receive()
{
    auto const room = poller_.scratch();
    auto const got = recv(descriptor_, room.data(), room.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return true;
    if (got <= 0) return false;

    std::string_view const fresh{room.data(), static_cast<std::size_t>(got)};
    if (unread_.empty()) {
        auto const consumed = on_bytes(fresh);
        if (descriptor_ >= 0) unread_.assign(fresh.substr(consumed));
    } else {
        unread_.append(fresh);
        auto const consumed = on_bytes(unread_);
        unread_.erase(0, consumed);
    }
    return true;
}

void Stream::on_ready(std::uint32_t events)
{
    if (descriptor_ >= 0 && (events & EPOLLOUT) != 0 && !unsent_.empty()) flush();
    if (descriptor_ < 0 || (events & ~static_cast<std::uint32_t>(EPOLLOUT)) == 0) return;
    if (receive()) return;
    close_now();
    on_end();
}

}
