// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/protocol/protocol.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

namespace http_test {

using Step = http::Protocol::Step;
using Alarm = http::Protocol::Alarm;

inline http::SteadyTime const start{std::chrono::hours(1)};
inline http::WallTime const wall_start{std::chrono::seconds(1'800'000'000)};

/// Keeps the log in memory.
class LogText {
public:
    LogText() : descriptor_(::memfd_create("log", MFD_CLOEXEC)) {}
    ~LogText() { ::close(descriptor_); }
    LogText(LogText const&) = delete;
    LogText& operator=(LogText const&) = delete;

    int descriptor() const { return descriptor_; }

    std::string read() const
    {
        std::string text(1 << 16, '\0');
        auto const size = ::pread(descriptor_, text.data(), text.size(), 0);
        text.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
        return text;
    }

private:
    int descriptor_;
};

/// What a server of these routes is, without its sockets.
class House {
public:
    explicit House(http::ServerOptions options = {}) : service(options, filled(), log, registry)
    {
        service.tick(start, wall_start);
    }

    std::uint64_t bitten(char const* limit)
    {
        return registry.counter("limits_exceeded_total", "", {{"limit", limit}}).value();
    }

    std::uint64_t answered(std::string method, std::string route, std::string status)
    {
        return registry
            .counter("http_requests_total", "",
                     {{"route", std::move(route)}, {"method", std::move(method)}, {"status", std::move(status)}})
            .value();
    }

    std::string logged()
    {
        log.flush();
        return text_.read();
    }

private:
    http::Router const& filled()
    {
        using http::Method;
        // Never called: the test answers in their place.
        http::Handler const nobody = [](http::Request&) -> base::Task<http::Response> { co_return http::Response{}; };
        router.add({.method = Method::get, .path = "/orders/{id}", .handler = nobody});
        router.add({.method = Method::post, .path = "/orders", .handler = nobody, .body_limit = 1 << 20});
        return router;
    }

    LogText text_;

public:
    telemetry::Log log{{.format = telemetry::LogFormat::json, .descriptor = text_.descriptor()}};
    telemetry::Registry registry;
    http::Router router;
    http::Service service;
};

/// Drives one protocol as a connection does, over memory that is overwritten as soon as it may be.
class Dialogue {
public:
    explicit Dialogue(House& house, bool is_tls = false, http::Refusal const* turned_away = nullptr)
        : house_(house),
          protocol(house.service, {boost::asio::ip::make_address("192.0.2.1"), is_tls}, start, turned_away)
    {
    }

    /// Time passes.
    void wait(std::chrono::milliseconds time) { now += time; }

    Step next()
    {
        auto const step = protocol.next(now);
        if (step == Step::read || step == Step::handle) scratch_.assign(scratch_.size(), '#');
        return step;
    }

    void receive(std::string_view bytes)
    {
        scratch_ = bytes;
        protocol.received(scratch_);
    }

    Step say(std::string_view bytes)
    {
        receive(bytes);
        return next();
    }

    /// The kernel takes so many bytes, and then no more.
    std::string take(std::size_t bytes)
    {
        auto const [text, body] = protocol.unsent();
        auto taken = (std::string(text) += body).substr(0, bytes);
        protocol.sent(taken.size());
        return taken;
    }

    std::string take_all() { return take(std::string::npos); }

    void block()
    {
        protocol.blocked(now);
        house_.service.output_scratch().assign(house_.service.output_scratch().size(), '#');
    }

    /// The answer to what was just said; empty when there is none.
    std::string written()
    {
        if (next() != Step::write) return {};
        auto const text = take_all();
        return text;
    }

    std::string answer(http::Response response)
    {
        protocol.answer(std::move(response));
        return written();
    }

    Alarm sweep() { return protocol.sweep(now); }

private:
    House& house_;
    std::string scratch_;

public:
    http::SteadyTime now = start;
    http::Protocol protocol;
};

inline std::string get(std::string_view path, std::string_view fields = "")
{
    return std::string("GET ").append(path).append(" HTTP/1.1\r\nHost: shop\r\n").append(fields).append("\r\n");
}

/// The header of a POST whose body is to follow.
inline std::string post(std::size_t length, std::string_view fields = "")
{
    return "POST /orders HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(length) + "\r\n" + std::string(fields) + "\r\n";
}

inline http::Response text_response(std::string text)
{
    return {.content_type = "text/plain", .body = std::move(text)};
}

inline bool is_status(std::string_view answer, int status)
{
    return answer.starts_with("HTTP/1.1 " + std::to_string(status) + ' ');
}

inline bool says_close(std::string_view answer) { return answer.contains("\r\nConnection: close\r\n"); }

}
