// SPDX-License-Identifier: Apache-2.0
#include "http/tls/status_probe.hpp"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <memory>
#include <system_error>

#include <sys/socket.h>
#include <unistd.h>

namespace http {

namespace {

constexpr std::size_t most_answer = 4096;

std::unexpected<base::Failure> unreachable(std::string reason)
{
    return base::failure(base::FailureKind::unavailable, "unreachable", std::move(reason));
}

std::unexpected<base::Failure> failed_call()
{
    if (errno == EAGAIN || errno == EINPROGRESS) return unreachable("no answer in time");
    return unreachable(std::generic_category().message(errno));
}

/// A blocking connection whose every step ends within a time.
class Probe {
public:
    Probe(boost::asio::ip::tcp::endpoint const& server, std::chrono::seconds timeout)
        : descriptor_(::socket(server.protocol().family(), SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        timeval const limit{.tv_sec = timeout.count(), .tv_usec = 0};
        ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        is_connected_ = ::connect(descriptor_, server.data(), static_cast<socklen_t>(server.size())) == 0;
    }
    ~Probe() { ::close(descriptor_); }

    Probe(Probe const&) = delete;
    Probe& operator=(Probe const&) = delete;

    bool is_connected() const { return is_connected_; }

    bool secure()
    {
        context_.reset(SSL_CTX_new(TLS_client_method()));
        session_.reset(context_ ? SSL_new(context_.get()) : nullptr);
        return session_ && SSL_set_fd(session_.get(), descriptor_) == 1 && SSL_connect(session_.get()) == 1;
    }

    bool send(std::string_view text)
    {
        std::size_t sent = 0;
        if (session_) return SSL_write_ex(session_.get(), text.data(), text.size(), &sent) == 1;
        return ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
    }

    bool receive(std::string& out)
    {
        char chunk[512];
        std::size_t received = 0;
        if (session_) {
            if (SSL_read_ex(session_.get(), chunk, sizeof chunk, &received) != 1) return false;
        } else {
            auto const size = ::recv(descriptor_, chunk, sizeof chunk, 0);
            if (size <= 0) return false;
            received = static_cast<std::size_t>(size);
        }
        out.append(chunk, received);
        return true;
    }

private:
    int descriptor_;
    bool is_connected_ = false;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{nullptr, SSL_CTX_free};
    std::unique_ptr<SSL, decltype(&SSL_free)> session_{nullptr, SSL_free};
};

}

base::Result<std::string> ask_status(boost::asio::ip::tcp::endpoint const& server, std::string const& path, bool is_tls,
                                     std::chrono::seconds timeout)
{
    Probe probe(server, timeout);
    if (!probe.is_connected()) return failed_call();
    if (is_tls && !probe.secure()) return unreachable("the TLS handshake failed");
    // The one name under which every server answers itself, whatever hosts it is told to trust.
    if (!probe.send(fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path)))
        return failed_call();

    std::string answer;
    errno = 0;
    while (answer.find("\r\n") == std::string::npos && answer.size() < most_answer)
        if (!probe.receive(answer)) return errno != 0 ? failed_call() : unreachable("it hung up without an answer");
    return answer.substr(0, answer.find("\r\n"));
}

}
