// SPDX-License-Identifier: Apache-2.0
#include "loadtest/subscribers.hpp"

#include "loadtest/progress.hpp"
#include "loadtest/web_socket.hpp"

#include <fmt/format.h>

#include <charconv>
#include <iterator>
#include <stdexcept>

namespace loadtest {

namespace {

constexpr Nanos patience = 60 * second;

/// The path with the channel's number in the place of {}.
std::string path_of(std::string_view pattern, std::size_t channel)
{
    auto const place = pattern.find("{}");
    if (place == std::string_view::npos) return std::string(pattern);
    return fmt::format("{}{}{}", pattern.substr(0, place), channel, pattern.substr(place + 2));
}

}

class Subscribers::Socket final : public WebSocket {
public:
    Socket(Subscribers& owner, std::size_t channel)
        : WebSocket(owner.poller_, owner.endpoint_, path_of(owner.options_.subscribe_path, channel), ""), owner_(owner)
    {
    }

private:
    void on_open() override { ++owner_.open_; }

    void on_message(std::string_view text) override
    {
        std::uint64_t number = 0;
        auto const read = std::from_chars(text.data(), text.data() + text.size(), number);
        if (read.ec == std::errc{}) owner_.deliveries_.arrived(number, now(), text.size());
    }

    void on_closed(unsigned code, std::string_view reason) override
    {
        if (++owner_.closed_ <= 3)
            fmt::print(stderr, "loadtest: WebSocket closed: {} {}\n", code, reason.substr(0, 300));
    }

    Subscribers& owner_;
};

Subscribers::Subscribers(Poller& poller, Endpoint const& endpoint, Options const& options)
    : poller_(poller), endpoint_(endpoint), options_(options), deliveries_(options.businesses)
{
    for (std::size_t i = 0; i < options.devices; ++i) deliveries_.add_listener(i % options.businesses);
}

Subscribers::~Subscribers() = default;

void Subscribers::open()
{
    Progress progress("subscribers open", options_.devices);
    auto const deadline = now() + patience;
    while (open_ < options_.devices) {
        while (sockets_.size() < options_.devices && sockets_.size() - open_ < options_.at_once)
            sockets_.push_back(std::make_unique<Socket>(*this, sockets_.size() % options_.businesses));
        poller_.wait(now() + second / 10);
        progress.show(open_);
        if (closed_ > 0) throw std::runtime_error("a WebSocket was refused");
        if (now() > deadline) throw std::runtime_error(fmt::format("only {} are open after 60 s", open_));
    }
}

void Subscribers::wait_for_all()
{
    auto const deadline = now() + 5 * second;
    while (deliveries_.missing() > 0 && now() < deadline) poller_.wait(now() + second / 20);
}

boost::json::object Subscribers::to_json() const
{
    auto result = deliveries_.to_json();
    result["devices"] = options_.devices;
    result["channels"] = options_.businesses;
    result["closed"] = closed_;
    return result;
}

Posts::Posts(Endpoint const& endpoint, Options const& options, Deliveries& deliveries)
    : endpoint_(endpoint),
      options_(options),
      deliveries_(deliveries),
      filling_(options.bytes, '.'),
      numbers_(options.pace.connections)
{
}

void Posts::write(std::size_t connection, std::string& out)
{
    auto const number = next_++;
    numbers_[connection] = number;
    auto const start = fmt::format("{} ", number);
    auto const size = std::max(start.size(), options_.bytes);
    fmt::format_to(std::back_inserter(out),
                   "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{}",
                   path_of(options_.publish_path, number % options_.businesses), endpoint_.authority(), size, start);
    out.append(filling_, 0, size - start.size());
}

bool Posts::read(std::size_t connection, Answer const& answer, Nanos due)
{
    if (answer.status < 200 || answer.status > 299) return false;
    auto const number = numbers_[connection];
    deliveries_.accepted(number, number % options_.businesses, due);
    return true;
}

}
