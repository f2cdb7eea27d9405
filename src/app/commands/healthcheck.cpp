// SPDX-License-Identifier: Apache-2.0
#include "app/commands/healthcheck.hpp"

#include "http/tls/status_probe.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include <csignal>
#include <iostream>

namespace app {
namespace {

namespace ip = boost::asio::ip;

ip::address reachable(ip::address address)
{
    if (!address.is_unspecified()) return address;
    if (address.is_v4()) return ip::address_v4::loopback();
    return ip::address_v6::loopback();
}

}

ExitCode check_health(Settings const& settings, std::chrono::seconds timeout)
{
    std::signal(SIGPIPE, SIG_IGN);
    auto const is_tls = !settings.tls_certificate_file.empty();
    auto const address = reachable(ip::make_address(settings.host));
    auto const url =
        fmt::format(fmt::runtime(address.is_v6() ? "{}://[{}]:{}/health/ready" : "{}://{}:{}/health/ready"),
                    is_tls ? "https" : "http", address.to_string(), settings.port);

    auto const line = http::ask_status({address, settings.port}, "/health/ready", is_tls, timeout);
    if (!line) {
        std::cerr << fmt::format("{}: {}\n", url, line.error().detail);
        return ExitCode::unreachable;
    }
    auto const is_ready = line->starts_with("HTTP/1.1 200 ");
    std::cerr << fmt::format("{}: {}\n", url, is_ready ? "ready" : *line);
    return is_ready ? ExitCode::ok : ExitCode::failed;
}

}
