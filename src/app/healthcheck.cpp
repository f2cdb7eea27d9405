// SPDX-License-Identifier: Apache-2.0
#include "app/healthcheck.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <iostream>
#include <optional>
#include <string_view>

namespace app {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// "HTTP/1.1 200 OK", or why there is none.
class StatusLineRequest {
public:
    StatusLineRequest(asio::ip::tcp::endpoint endpoint, std::string request)
        : socket_(io_), request_(std::move(request))
    {
        socket_.async_connect(endpoint, [this](error_code error) {
            if (error) return fail(error);
            send();
        });
    }

    std::optional<std::string> run(std::chrono::seconds timeout)
    {
        io_.run_for(timeout);
        return line_;
    }

    std::string const& problem() const { return problem_; }

private:
    void send()
    {
        asio::async_write(socket_, asio::buffer(request_), [this](error_code error, std::size_t) {
            if (error) return fail(error);
            receive();
        });
    }

    void receive()
    {
        asio::async_read_until(socket_, asio::dynamic_buffer(answer_, 4096), "\r\n",
                               [this](error_code error, std::size_t size) {
                                   if (error) return fail(error);
                                   line_ = answer_.substr(0, size - 2);
                               });
    }

    void fail(error_code error) { problem_ = error.message(); }

    asio::io_context io_;
    asio::ip::tcp::socket socket_;
    std::string request_;
    std::string answer_;
    std::optional<std::string> line_;
    std::string problem_ = "no answer in time";
};

asio::ip::address reachable(asio::ip::address address)
{
    if (!address.is_unspecified()) return address;
    if (address.is_v4()) return asio::ip::address_v4::loopback();
    return asio::ip::address_v6::loopback();
}

}

ExitCode check_health(std::string const& host, std::uint16_t port, std::chrono::seconds timeout)
{
    asio::ip::tcp::endpoint const endpoint(reachable(asio::ip::make_address(host)), port);
    auto const authority = endpoint.address().is_v6() ? fmt::format("[{}]:{}", endpoint.address().to_string(), port)
                                                      : fmt::format("{}:{}", endpoint.address().to_string(), port);
    StatusLineRequest request(
        endpoint, fmt::format("GET /health/ready HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", authority));
    auto const line = request.run(timeout);
    if (!line) {
        std::cerr << fmt::format("http://{}/health/ready: {}\n", authority, request.problem());
        return ExitCode::unreachable;
    }
    auto const is_ready = line->starts_with("HTTP/1.1 200 ");
    std::cerr << fmt::format("http://{}/health/ready: {}\n", authority, is_ready ? "ready" : *line);
    return is_ready ? ExitCode::ok : ExitCode::failed;
}

}
