// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/server/server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <stdexcept>
#include <string>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace http_test {

/// A file descriptor that swallows the log.
class Nowhere {
public:
    Nowhere() : descriptor_(::open("/dev/null", O_WRONLY | O_CLOEXEC)) {}
    ~Nowhere() { ::close(descriptor_); }
    int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

/// A server with the given routes on a free port of the loopback.
class TestServer {
public:
    explicit TestServer(std::vector<http::Route> routes, http::Limits limits = {}, std::size_t core_count = 2)
        : TestServer(std::move(routes), http::ServerOptions{.limits = limits}, core_count)
    {
    }

    /// Listens on the loopback whatever the options say.
    TestServer(std::vector<http::Route> routes, http::ServerOptions options, std::size_t core_count = 2)
        : cores(core_count), log({.format = telemetry::LogFormat::json, .descriptor = nowhere_.descriptor()})
    {
        for (auto& route : routes) router.add(std::move(route));
        options.host = "127.0.0.1";
        options.port = 0;
        server = std::make_unique<http::Server>(cores, router, std::move(options), log, registry);
        cores.start();
    }

private:
    Nowhere nowhere_;

public:
    base::Cores cores;
    telemetry::Log log;
    telemetry::Registry registry;
    http::Router router;
    std::unique_ptr<http::Server> server;
};

struct Answer {
    unsigned status = 0;
    std::string head;
    std::string body;

    /// The value of a header, by its exact name.
    std::string header(std::string const& name) const
    {
        auto const start = head.find("\r\n" + name + ": ");
        if (start == std::string::npos) return "";
        auto const value = start + name.size() + 4;
        return head.substr(value, head.find("\r\n", value) - value);
    }
};

/// A blocking client that sends exactly the bytes it is told. Gives up after 20 s without an answer.
class RawClient {
public:
    explicit RawClient(TestServer const& server) : socket_(context_)
    {
        socket_.connect({boost::asio::ip::address_v4::loopback(), server.server->port()});
        socket_.set_option(boost::asio::ip::tcp::no_delay(true));
    }

    void send(std::string_view bytes) { boost::asio::write(socket_, boost::asio::buffer(bytes)); }

    void send_bytewise(std::string_view bytes)
    {
        for (char const& byte : bytes) send({&byte, 1});
    }

    /// One answer; `has_body` false for answers to HEAD. Throws when the connection ends before it is complete.
    Answer receive(bool has_body = true)
    {
        Answer answer;
        while (buffer_.find("\r\n\r\n") == std::string::npos) fill();
        auto const head_end = buffer_.find("\r\n\r\n") + 4;
        answer.head = buffer_.substr(0, head_end);
        answer.status = static_cast<unsigned>(std::stoul(answer.head.substr(9, 3)));
        buffer_.erase(0, head_end);
        auto const length = answer.header("Content-Length");
        if (has_body && !length.empty()) answer.body = take(std::stoul(length));
        return answer;
    }

    Answer ask(std::string_view request)
    {
        send(request);
        return receive();
    }

    std::string take(std::size_t bytes)
    {
        while (buffer_.size() < bytes) fill();
        auto result = buffer_.substr(0, bytes);
        buffer_.erase(0, bytes);
        return result;
    }

    /// True when the server has hung up, without another byte.
    bool is_closed_by_peer()
    {
        if (!buffer_.empty()) return false;
        wait_for_input();
        char byte = 0;
        boost::system::error_code error;
        return socket_.read_some(boost::asio::buffer(&byte, 1), error) == 0;
    }

    boost::asio::ip::tcp::socket& socket() { return socket_; }

private:
    void wait_for_input()
    {
        pollfd slot{socket_.native_handle(), POLLIN, 0};
        if (::poll(&slot, 1, 20'000) != 1) throw std::runtime_error("nothing came; had: " + buffer_);
    }

    void fill()
    {
        wait_for_input();
        char chunk[4096];
        boost::system::error_code error;
        auto const received = socket_.read_some(boost::asio::buffer(chunk), error);
        if (error) throw std::runtime_error("connection ended: " + error.message() + "; had: " + buffer_);
        buffer_.append(chunk, received);
    }

    boost::asio::io_context context_;
    boost::asio::ip::tcp::socket socket_;
    std::string buffer_;
};

/// Answers with what it got: "METHOD path [parameters] body".
inline base::Task<http::Response> echo(http::Request& request)
{
    std::string text(http::method_name(request.method));
    (text += ' ') += request.path;
    for (auto const& parameter : request.path_parameters) ((text += " [") += parameter) += ']';
    (text += ' ') += request.body;
    http::Response response{.content_type = "text/plain", .body = std::move(text)};
    co_return response;
}

}
