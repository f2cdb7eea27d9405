// SPDX-License-Identifier: Apache-2.0
#include "load/counter_sockets.hpp"

#include "load/web_socket.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <stdexcept>

namespace load {

namespace {

constexpr std::size_t openings_at_once = 64;
constexpr std::size_t devices_per_credential = 20;

/// The number that follows `name` within the first bytes of a message.
std::uint64_t number_after(std::string_view message, std::string_view name)
{
    auto const at = message.substr(0, 200).find(name);
    std::uint64_t number = 0;
    if (at != std::string_view::npos)
        std::from_chars(message.data() + at + name.size(), message.data() + message.size(), number);
    return number;
}

}

class CounterSockets::Counter final : public WebSocket {
public:
    Counter(CounterSockets& owner, std::string const& business, std::size_t device)
        : WebSocket(owner.poller_, owner.endpoint_, "/ws/notifications/" + business, "orders.v1"),
          owner_(owner),
          device_(device)
    {
    }

private:
    void on_open() override
    {
        send_text(fmt::format(R"({{"t":"hello","token":"{}","device":"Counter {}"}})", owner_.token_, device_));
    }

    void on_message(std::string_view text) override
    {
        auto const at = now();
        auto const type = text_after(text.substr(0, 40), R"("t":")");
        if (type == "events") {
            on_events(text, at);
        } else if (type == "ping") {
            send_text(fmt::format(R"({{"t":"pong","seq":{}}})", seq_));
        } else if (type == "welcome") {
            seq_ = number_after(text, R"("head":)");
        } else if (type == "live") {
            owner_.on_live();
        } else {
            fmt::print(stderr, "loadgen: unexpected message {}\n", text.substr(0, 200));
        }
    }

    void on_closed(unsigned code, std::string_view reason) override { owner_.on_closed(code, reason); }

    void on_events(std::string_view text, Nanos at)
    {
        auto const from = number_after(text, R"("from":)");
        if (from > seq_ + 1) owner_.gaps_ += from - seq_ - 1;
        if (from <= seq_) owner_.duplicates_ += seq_ + 1 - from;
        seq_ = number_after(text, R"("to":)");

        auto const& marker = owner_.marker_;
        auto const* const end = text.data() + text.size();
        for (auto const* place = text.data(); place < end;) {
            place = static_cast<char const*>(
                memmem(place, static_cast<std::size_t>(end - place), marker.data(), marker.size()));
            if (place == nullptr) break;
            std::uint64_t number = 0;
            place = std::from_chars(place + marker.size(), end, number).ptr;
            owner_.on_event(number, at);
        }
        // As a device does: what it has, but not more often than once a second.
        if (at < acked_at_ + second) return;
        acked_at_ = at;
        send_text(fmt::format(R"({{"t":"ack","seq":{}}})", seq_));
    }

    CounterSockets& owner_;
    std::size_t device_;
    std::uint64_t seq_ = 0;
    Nanos acked_at_ = 0;
};

CounterSockets::CounterSockets(Poller& poller, Endpoint const& endpoint, Tenants const& tenants, std::string token,
                               std::size_t count, std::string const& external_prefix)
    : poller_(poller),
      endpoint_(endpoint),
      tenants_(tenants),
      token_(std::move(token)),
      marker_(R"("external_id":")" + external_prefix),
      per_tenant_(tenants.list.size()),
      count_(count)
{
}

CounterSockets::~CounterSockets() = default;

void CounterSockets::open()
{
    auto const deadline = now() + 60 * second;
    while (live_ < count_) {
        while (counters_.size() < count_ && counters_.size() - live_ < openings_at_once) {
            auto const tenant = counters_.size() % tenants_.list.size();
            auto const device = per_tenant_[tenant]++ % devices_per_credential;
            counters_.push_back(std::make_unique<Counter>(*this, tenants_.list[tenant].business, device));
        }
        poller_.wait(now() + second);
        if (closed_ > 0) throw std::runtime_error("a WebSocket was refused");
        if (now() > deadline) throw std::runtime_error(fmt::format("only {} WebSockets are live after 60 s", live_));
    }
}

void CounterSockets::on_closed(unsigned code, std::string_view reason)
{
    if (++closed_ <= 3) fmt::print(stderr, "loadgen: WebSocket closed: {} {}\n", code, reason.substr(0, 300));
}

CounterSockets::Watched& CounterSockets::order(std::uint64_t number)
{
    if (orders_.size() <= number) orders_.resize(number + 1);
    return orders_[number];
}

void CounterSockets::on_accepted(SampleOrders::Written const& written, Nanos due)
{
    auto& accepted = order(written.number);
    accepted.tenant = written.tenant;
    accepted.due = due;
    accepted.accepted_at = now();
    for (auto const at : accepted.early) measure(accepted, at);
    accepted.early = {};
}

void CounterSockets::on_event(std::uint64_t number, Nanos at)
{
    ++events_;
    auto& watched = order(number);
    ++watched.arrived;
    if (watched.accepted_at == 0)
        watched.early.push_back(at);
    else
        measure(watched, at);
}

void CounterSockets::measure(Watched const& order, Nanos at)
{
    if (engine_ == nullptr || !engine_->in_window(order.due)) return;
    if (at < order.accepted_at) ++overtook_;
    accepted_to_received_.record(at - order.accepted_at);
    due_to_received_.record(at - order.due);
}

std::uint64_t CounterSockets::missing() const
{
    std::uint64_t missing = 0;
    for (auto const& watched : orders_)
        if (watched.accepted_at != 0 && watched.arrived < per_tenant_[watched.tenant])
            missing += per_tenant_[watched.tenant] - watched.arrived;
    return missing;
}

void CounterSockets::wait_for_all()
{
    auto const deadline = now() + 5 * second;
    while (missing() > 0 && now() < deadline) poller_.wait(now() + second / 20);
}

bool CounterSockets::all_went_well() const { return missing() == 0 && gaps_ == 0 && duplicates_ == 0 && closed_ == 0; }

boost::json::object CounterSockets::to_json() const
{
    return {{"sockets", count_},
            {"businesses", tenants_.list.size()},
            {"events", events_},
            {"missing", missing()},
            {"gaps", gaps_},
            {"duplicates", duplicates_},
            {"closed", closed_},
            {"overtook_the_answer", overtook_},
            {"accepted_to_received_us", accepted_to_received_.to_json()},
            {"due_to_received_us", due_to_received_.to_json()}};
}

bool WatchedOrders::read(std::size_t connection, Answer const& answer, Nanos due)
{
    if (answer.status != 201) return false;
    counters_.on_accepted(written_[connection], due);
    return true;
}

}
